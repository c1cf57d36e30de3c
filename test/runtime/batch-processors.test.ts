import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { hasFrameworks, linkFrameworks } from '../../harness/frameworks/frameworks.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const messageId = (n: number) => `059f36b4-87a3-44ab-83d2-66197000000${n}`;
const event = JSON.parse(readFileSync('test/events/sqs/batch.json', 'utf8')) as unknown;
let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'batches-'));
  cpSync(fileURLToPath(new URL('functions/frameworks', import.meta.url)), directory, {
    recursive: true,
  });
  if (hasFrameworks()) linkFrameworks(directory);
});
afterEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await collector.close();
});

describe.skipIf(!hasFrameworks()).each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(['powertools', 'powertoolsSync', 'middy'])(
    'a batch that %s goes through has a span for each record, and the same response',
    async (processor) => {
      const fn = await startFunction({
        runtime,
        directory,
        handler: 'batches.handler',
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          PROCESSOR: processor,
          FAILS_AT: messageId(2),
        },
      });
      const { payload } = await fn.invoke(event);
      await fn.frozen();
      await fn.close();

      const root = collector.spans().find((span) => 'faas.trigger' in span.attributes);
      const records = collector.spans().filter((span) => span.parentSpanId === root?.spanId);
      expect(JSON.parse(payload)).toEqual({
        batchItemFailures: [{ itemIdentifier: messageId(2) }],
      });
      expect(
        records
          .filter(({ kind }) => kind === 'consumer')
          .map(({ attributes, links, status }) => [
            attributes['messaging.message.id'],
            links.length,
            status.code,
          ])
          .toSorted(),
      ).toEqual([
        [messageId(1), 1, 'unset'],
        [messageId(2), 1, 'error'],
        [messageId(3), 0, 'unset'],
      ]);
    },
  );
});
