import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { createGcpFlush } from '../../src/export/create-gcp-flush.ts';
import {
  encodeLogRecord,
  logsRequest,
  withLogAttributes,
} from '../../src/otlp/encode-log-record.ts';
import { createDestinations } from '../../src/relay/create-destinations.ts';
import { signalOutlet } from '../../src/signals/signal-outlet.ts';
import { recordDiagnostics } from '../export/diagnostics.ts';
import { type Answer, inAMinute, ok, startEndpoint, status } from '../export/otlp-endpoint.ts';
import { pubSubRelayTo, pushWith } from '../relay/pubsub-fixture.ts';
import { startedCollector } from '../relay/relay-fixture.ts';
import { logRecord } from './logs/sample-records.ts';

afterEach(() => vi.unstubAllEnvs());

/** The way out for logs of a process with this environment on Google Cloud, and a way to add a record to it. */
function outletWith(environment: Record<string, string>) {
  const { config } = readConfig(
    {},
    { OTEL_LOGS_EXPORTER: 'otlp', ...environment },
    { relays: ['sqs', 'pubsub'] },
  );
  if (!config.logs) throw new Error('there are no logs');
  const outlet = signalOutlet(
    {
      signal: 'logs',
      schema: logsRequest,
      withDropped: (bytes, dropped) => withLogAttributes(bytes, { dropped }),
    },
    { ...config.logs, longestFlush: 60_000 },
    {
      config,
      resource: resourceFromAttributes({}),
      resourceIn: () => undefined,
      createFlush: createGcpFlush,
      sending: { product: 'antifreeze/1.2.3' },
      journalFolder: undefined,
    },
  );
  const add = (body: string) => {
    const record = logRecord(body);
    const { resource, instrumentationScope } = record;
    const bytes = encodeLogRecord(record);
    outlet.add({ id: body, bytes, resource, instrumentationScope, dropped: 0 });
  };
  return { outlet, add };
}

interface Published {
  readonly messages: readonly {
    readonly data: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

test('log records go through a topic and a relay on Google Cloud', async () => {
  const published: Published['messages'][number][] = [];
  const pubSub = await startEndpoint((response, { body }) => {
    published.push(...(JSON.parse(body.toString()) as Published).messages);
    response.end(JSON.stringify({ messageIds: ['1'] }));
  });
  vi.stubEnv('PUBSUB_EMULATOR_HOST', new URL(pubSub.origin).host);
  const collector = await startedCollector();
  const { outlet, add } = outletWith({
    ANTIFREEZE_RELAY: 'pubsub',
    ANTIFREEZE_RELAY_TOPIC: 'projects/shop/topics/spans',
  });
  add('first');
  add('second');

  await outlet.flush(inAMinute());
  const { push } = pubSubRelayTo(
    createDestinations([{ endpoint: collector.url }], {}).destinations,
  );
  const [message] = published;
  const answer = await push(pushWith('m', message?.data ?? '', message?.attributes));

  expect(message?.attributes['antifreeze.format']).toBe('otlp-logs/1');
  expect([published.length, answer]).toEqual([1, 204]);
  expect(collector.logs().map(({ body }) => body)).toEqual(['first', 'second']);
});

test('what an endpoint is busy for is kept, and sent with the next flush', async () => {
  recordDiagnostics();
  const busy = status(503, { 'retry-after': '3' });
  const { url, received } = await startEndpoint(busy, ok);
  const { outlet, add } = outletWith({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url });
  add('first');

  await outlet.flush(Date.now() + 2_900);
  add('second');
  await new Promise((resolve) => setTimeout(resolve, 3_100));
  await outlet.flush(inAMinute());

  const bodies = received.map(({ body }) =>
    ['first', 'second'].filter((each) => body.includes(each)),
  );
  expect(bodies).toEqual([['first'], ['first', 'second']]);
});

test.each<[string, Answer, string]>([
  ['404', status(404), 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT does not'],
  ['403', status(403), 'may send logs'],
])('a refusal with %s is told with what to do about logs', async (_, answer, advice) => {
  const lines = recordDiagnostics();
  const { url } = await startEndpoint(answer);
  const { outlet, add } = outletWith({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url });
  add('refused');

  await outlet.flush(inAMinute());

  expect(lines).toEqual([expect.stringContaining(advice)]);
  expect(lines[0]).toContain('log records were dropped');
});
