import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { startFunction } from '../start-function.ts';
import { createProject } from './snippets.ts';

const handler = `
import { traceLambda } from 'antifreeze';

export const handler = traceLambda(async () => {
  for (let call = 0; call < Number(process.env.CALLS); call++)
    await (await fetch(process.env.TARGET)).text();
  return { statusCode: 200 };
});
`;
const event = JSON.parse(readFileSync('test/events/api-gateway-http/default-route.json', 'utf8'));
const [, alone, withCalls, aloneZipped, withCallsZipped] =
  /request of ([\d.]+) kB, one that makes four HTTP calls of ([\d.]+) kB; with\n.*? ([\d.]+) and ([\d.]+) kB/
    .exec(readFileSync('docs/costs.md', 'utf8'))
    ?.map(Number) ?? [];

let collector: Collector;
let project: string;

beforeAll(async () => {
  collector = await startCollector();
  project = createProject();
  writeFileSync(join(project, 'index.mjs'), handler);
});
afterAll(async () => {
  await collector.close();
  rmSync(project, { recursive: true });
});

test.each([
  { calls: '0', said: alone, zipped: aloneZipped },
  { calls: '4', said: withCalls, zipped: withCallsZipped },
])('with $calls calls a request has $said kB, $zipped packed', async ({ calls, said, zipped }) => {
  collector.clear();
  const fn = await startFunction({
    directory: project,
    handler: 'index.handler',
    environment: {
      CALLS: calls,
      TARGET: `${collector.url}/orders`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    },
  });
  // The first one has the span of initialisation, too.
  for (let invocation = 0; invocation < 2; invocation++) {
    await fn.invoke(event);
    await fn.frozen();
  }
  await fn.close();

  const { uncompressedBytes = 0, bytes = 0 } = collector.requests()[1] ?? {};
  expect(Math.abs(uncompressedBytes / 1_000 / (said ?? 0) - 1)).toBeLessThan(0.1);
  expect(Math.abs(bytes / 1_000 / (zipped ?? 0) - 1)).toBeLessThan(0.1);
});
