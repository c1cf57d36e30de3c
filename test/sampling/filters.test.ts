import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { expect, onTestFinished, test } from 'vitest';
import { readJournal } from '../../src/journal/read-journal.ts';
import { readSpans } from '../../src/journal/read-span-journals.ts';
import { SpanJournal } from '../../src/journal/span-journal.ts';
import { encodingOnce } from '../../src/otlp/encode-span.ts';
import { readEvent } from '../aws/triggers/events.ts';
import { child, isSampled, startService } from './service.ts';

const plugin = 'serverless-plugin-warmup';
const scheduled = readEvent('scheduled/rule');

test.each([
  { form: "the warm-up plugin's and middy's", event: { source: plugin } },
  {
    form: "the warm-up plugin's beside a payload",
    event: {},
    platform: { clientContext: { custom: { source: plugin } } },
  },
  { form: "lambda-warmer's", event: { warmer: true, concurrency: 3 } },
  {
    form: "OpenNext's",
    event: { type: 'warmer', warmerId: 'w', index: 0, concurrency: 1, delay: 75 },
  },
  { form: "Thundra's", event: '#warmup wait=200' },
  { form: 'a flag', event: { warmup: true } },
  {
    form: 'a schedule',
    event: { ...scheduled, resources: ['arn:aws:events:eu-west-1:123456789012:rule/keep-warm'] },
  },
])('a warm-up of $form is ignored', ({ event, platform }) => {
  const service = startService({ ignore: ['warm-ups'] });

  service.invoke({ event, platform });

  expect(service.sent).toEqual([]);
});

test.each([
  { event: scheduled },
  { event: { source: 'aws.events', warmer: 'soon' } },
  { event: { type: 'WARMER' } },
  { event: 'warmup' },
  { event: { ...scheduled, resources: ['arn:aws:events:eu-west-1:123456789012:rule/warmth'] } },
  { event: undefined },
])('$event is no warm-up', ({ event }) => {
  const service = startService({ ignore: ['warm-ups'] });

  service.invoke({ event });

  expect(service.sent).toHaveLength(1);
});

const http = { 'http.request.method': 'GET', 'url.path': '/health/live', 'faas.trigger': 'http' };

test.each([
  { pattern: '/health/*', attributes: http },
  { pattern: 'GET /health*', attributes: http },
  { pattern: 'http', attributes: http },
  {
    pattern: '/users/{id}',
    attributes: { 'http.request.method': 'GET', 'http.route': '/users/{id}' },
  },
  { pattern: 'timer', attributes: { 'faas.trigger': 'timer' } },
  { pattern: 'jobs', attributes: { 'messaging.destination.name': 'jobs' } },
  { pattern: 'ord*', attributes: {} },
])('an invocation that goes by $pattern is ignored', ({ pattern, attributes }) => {
  const service = startService({ ignore: ['other', pattern] });

  service.invoke({ init: { attributes } });

  expect(service.sent).toEqual([]);
});

test.each(['/health', 'POST /health*', 'order', 'health'])(
  'an invocation that does not go by %s is traced',
  (pattern) => {
    const service = startService({ ignore: [pattern] });

    service.invoke({ init: { attributes: http } });

    expect(service.sent).toHaveLength(1);
  },
);

test('a function of event and context says what is ignored, and one that throws ignores nothing', () => {
  const service = startService({
    ignore: [
      () => {
        throw new Error('told to');
      },
      (event, context) => event === 'ping' && context === 'platform',
    ],
  });

  service.invoke({ event: 'ping', platform: 'platform' });
  service.invoke({ event: 'ping' });

  expect(service.sent).toHaveLength(1);
});

test.each(['parentbased_always_on', 'always_on'] as const)(
  'an ignored invocation starts no trace, here or at whom it calls, with the sampler %s',
  (sampler) => {
    const service = startService({ ignore: ['orders'], sampler, keep: { errors: true } });
    const incoming = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };

    const alone = service.invoke({ work: (tracer) => child(tracer, 'call', true) });
    const called = service.invoke({ headers: incoming });

    expect(service.sent).toEqual([]);
    expect(alone['traceparent']).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-02$/);
    expect(isSampled(called)).toBe(false);
    expect(called['traceparent']).toContain('a'.repeat(32));
  },
);

test('what was ignored is counted on the next root span, once', () => {
  const service = startService({ ignore: ['timer'] });
  const ignored = { init: { attributes: { 'faas.trigger': 'timer' } } };

  for (const call of [ignored, ignored, {}, {}, ignored, {}]) service.invoke(call);

  const counts = service.sent.map(({ attributes }) => attributes['antifreeze.ignored_invocations']);
  expect(counts).toEqual([2, undefined, 1]);
});

test('what was ignored is counted on a root span that is kept', () => {
  const service = startService({
    ignore: ['timer'],
    keep: { errors: true },
    sampler: 'always_off',
  });

  service.invoke({ init: { attributes: { 'faas.trigger': 'timer' } } });
  service.invoke({});
  service.invoke({ outcome: { status: 'threw', error: new Error('told to') } });

  expect(service.sent.map(({ attributes }) => attributes)).toMatchObject([
    { 'antifreeze.ignored_invocations': 1, 'antifreeze.kept': 'error' },
  ]);
});

test('children of a span that is left out keep their place under its parent', () => {
  const service = startService({ ignoreSpans: [{ name: 'dns*' }, { name: 'tls' }] });

  service.invoke({
    work: (tracer) =>
      child(tracer, 'outer', false, () =>
        child(tracer, 'dns lookup', false, () =>
          child(tracer, 'tls', false, () => child(tracer, 'inner')),
        ),
      ),
  });

  const [inner, outer, root] = service.sent;
  expect(service.sent.map(({ name }) => name)).toEqual(['inner', 'outer', 'orders']);
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  expect(outer?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
  expect(root?.attributes['antifreeze.ignored_spans']).toBe(2);
});

test.each([
  { rule: { kind: 'internal' } as const, left: [] },
  { rule: { kind: 'client' } as const, left: ['call'] },
  { rule: { shorterThan: 1_000 }, left: [] },
  { rule: { name: 'call', shorterThan: 0 }, left: ['call'] },
  { rule: { attributes: { 'db.system': 'redis' } }, left: ['call'] },
  { rule: () => true, left: [] },
])('by the rule $rule, $left is left', ({ rule, left }) => {
  const service = startService({ ignoreSpans: [rule] });

  service.invoke({ work: (tracer) => child(tracer, 'call') });

  expect(service.sent.map(({ name }) => name)).toEqual([...left, 'orders']);
});

test('the root span stays, whatever the rules for spans', () => {
  const service = startService({ ignoreSpans: [() => true] });

  service.invoke();

  expect(service.sent).toHaveLength(1);
});

/** A journal, and what the next process would send if this one were killed now. */
function startJournal() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const journal = new SpanJournal({
    folder,
    resource: resourceFromAttributes({}),
    encodeSpan: encodingOnce(),
  });
  const recovered = () =>
    readdirSync(folder).flatMap(
      (name) =>
        readJournal(readFileSync(join(folder, name), 'utf8'), Date.now(), readSpans()).items,
    );
  return { journal, recovered };
}

test('after a kill, children of spans that were left out hang under what is left above them', () => {
  const { journal, recovered } = startJournal();
  const service = startService({ ignoreSpans: [{ name: 'out*' }] }, journal);
  let found = recovered();

  service.invoke({
    work(tracer) {
      child(tracer, 'out 1', false, () =>
        child(tracer, 'out 2', false, () => child(tracer, 'inner')),
      );
      found = recovered();
    },
  });

  const [root, inner] = found;
  expect(found.map(({ name }) => name)).toEqual(['orders', 'inner']);
  expect(inner?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
});

test('undecided spans are in the journal, as they are to be sent after a kill, until they are dropped', () => {
  const { journal, recovered } = startJournal();
  const service = startService({ keep: { timeouts: true } }, journal);
  let found = recovered();

  service.invoke({
    work(tracer) {
      child(tracer, 'inner');
      found = recovered();
    },
  });

  expect(found.map(({ name }) => name)).toEqual(['orders', 'inner']);
  for (const span of found) expect(span.spanContext().traceState?.get('ot')).toBe('th:0');
  expect(found[0]?.attributes['antifreeze.kept']).toBe('killed');
  expect(recovered()).toEqual([]);
  expect(service.sent).toEqual([]);
});
