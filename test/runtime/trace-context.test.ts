import type { IncomingHttpHeaders } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { readEvent } from '../aws/triggers/events.ts';
import { localServer } from '../instrumentation/local-server.ts';
import { startFunction } from '../start-function.ts';

// The rules of W3C Trace Context, levels 1 and 2, from the headers of a request to those of the calls that it causes.

const directory = fileURLToPath(new URL('functions', import.meta.url));
const traceId = '12345678901234567890123456789012';
const parentId = '1234567890123456';
const valid = `00-${traceId}-${parentId}-00`;

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('calls follow the rules of W3C Trace Context', async () => {
    const server = await localServer();
    const fn = await startFunction({
      runtime,
      directory,
      handler: 'calls-on.handler',
      environment: { SERVER: server.url, OTEL_TRACES_EXPORTER: 'none' },
    });
    onTestFinished(() => fn.close());
    const sendOn = async (headers: Headers) => {
      server.received.length = 0;
      const event = { ...readEvent('api-gateway-rest/console-test'), headers: null };
      await fn.invoke({ ...event, multiValueHeaders: headers });
      expect(server.received).toHaveLength(2);
      return server.received.map(read);
    };

    for (const { headers, expected } of cases) {
      const [byHttp, byFetch] = await sendOn(headers);
      expect(byHttp, JSON.stringify(headers)).toMatchObject(expected);
      expect(byFetch, JSON.stringify(headers)).toMatchObject(expected);
      expect(byFetch?.traceId).toBe(byHttp?.traceId);
      expect(new Set([parentId, byHttp?.parentId, byFetch?.parentId]).size).toBe(3);
    }
  });
});

type Headers = Readonly<Record<string, readonly string[]>>;

const continued = [
  valid,
  `00-${traceId}-${parentId}-01`,
  `cc-${traceId}-${parentId}-01`,
  `cc-${traceId}-${parentId}-01-what-the-future-will-be-like`,
  ` ${valid}`,
  `\t${valid}`,
  `${valid} `,
  `\t ${valid} \t`,
];

const refused = [
  `${valid},${valid}`,
  `${valid}.`,
  `${valid}-what-the-future-will-be-like`,
  `cc-${traceId}-${parentId}-01.what-the-future-will-be-like`,
  `ff-${traceId}-${parentId}-01`,
  ...['.0', '0.', '000', '0000', '0'].map((version) => `${version}-${traceId}-${parentId}-01`),
  ...[
    '0'.repeat(32),
    `.${traceId.slice(1)}`,
    `${traceId.slice(1)}.`,
    `${traceId}3`,
    traceId.slice(1),
  ].map((id) => `00-${id}-${parentId}-01`),
  ...[
    '0'.repeat(16),
    `.${parentId.slice(1)}`,
    `${parentId.slice(1)}.`,
    `${parentId}7`,
    parentId.slice(1),
  ].map((id) => `00-${traceId}-${id}-01`),
  ...['.0', '0.', '001', '1', 'A1'].map((flags) => `00-${traceId}-${parentId}-${flags}`),
];

const otherNames: readonly Headers[] = [
  {},
  { 'trace-parent': [valid] },
  { 'trace.parent': [valid] },
  { traceparent: [valid, valid.replace('1', '2')] },
  { tracestate: ['foo=1'] },
];

const members = Array.from({ length: 33 }, (_, index) => `bar${index}=${index}`);
const simpleKey = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const anyValue = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCharCode(0x20 + index),
)
  .join('')
  .replace(/[,=]/g, '');

/** What is received, in one header or in several, and what of it is sent on. */
const states: readonly (readonly [readonly string[], string | undefined])[] = [
  [['foo=1,bar=2'], 'foo=1,bar=2'],
  [[''], undefined],
  [[' ,\t,'], undefined],
  [['foo=1', ''], 'foo=1'],
  [['', 'foo=1'], 'foo=1'],
  [['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'], 'foo=1,bar=2,rojo=1,congo=2,baz=3'],
  [['foo=1 \t , \t bar=2, \t baz=3'], 'foo=1,bar=2,baz=3'],
  [['\t foo=1 \t'], 'foo=1'],
  [['foo=1,foo=1'], 'foo=1'],
  [[`${simpleKey}=${anyValue}`], `${simpleKey}=${anyValue}`],
  [[`${simpleKey}@a-z0-9_-*/=${anyValue}`], `${simpleKey}@a-z0-9_-*/=${anyValue}`],
  [[members.slice(1).join(',')], members.slice(1).join(',')],
  [[members.join(',')], undefined],
  ...['foo =1', 'FOO=1', 'fOO=1', 'foo.bar=1', '@foo=1', '_foo=1'].map(
    (member) => [[`${member},bar=2`], undefined] as const,
  ),
  // By level 2; in level 1 there was one `@` at the most, and what stands around it had limits of its own.
  ...['foo@=1', 'foo@@bar=1', 'foo@bar@baz=1', '1foo=1'].map(
    (member) => [[`${member},bar=2`], `${member},bar=2`] as const,
  ),
  ...['foo=bar=baz', 'foo=', 'foo', '=1', 'foo=\u00e9', 'foo=a\tb'].map(
    (member) => [['bar=3', member], undefined] as const,
  ),
  [[`foo=1,${'z'.repeat(257)}=1`], undefined],
  ...['z'.repeat(256), `${'t'.repeat(242)}@v`, `t@${'v'.repeat(254)}`].map(
    (key) => [[`foo=1,${key}=1`], `foo=1,${key}=1`] as const,
  ),
];

const ofNewTrace = {
  traceId: expect.not.stringMatching(/^0+$|2345678901234567890123456789/),
  // Sampled, and with a random id.
  flags: 3,
  tracestate: undefined,
};
/** Flags that are received, and what is sent on of them: the sampler's decision, and whether the id is random. */
const flags = { '00': 0, '01': 1, '02': 2, '03': 3, ff: 3, fc: 0 };

const cases: readonly { readonly headers: Headers; readonly expected: object }[] = [
  ...continued.map((traceparent) => ({
    headers: { traceparent: [traceparent] },
    expected: { traceId },
  })),
  ...refused.map((traceparent) => ({
    headers: { traceparent: [traceparent], tracestate: ['foo=1'] },
    expected: ofNewTrace,
  })),
  ...otherNames.map((headers) => ({ headers, expected: ofNewTrace })),
  ...states.map(([tracestate, sentOn]) => ({
    headers: { traceparent: [valid], TraceState: tracestate },
    expected: { traceId, tracestate: sentOn },
  })),
  ...Object.entries(flags).map(([received, sentOn]) => ({
    headers: { traceparent: [`00-${traceId}-${parentId}-${received}`] },
    expected: { traceId, flags: sentOn },
  })),
];

function read({ traceparent, tracestate }: IncomingHttpHeaders) {
  const parts = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(String(traceparent));
  expect(parts, String(traceparent)).not.toBeNull();
  const [, id, span, flag = ''] = parts ?? [];
  return { traceId: id, parentId: span, flags: Number.parseInt(flag, 16), tracestate };
}
