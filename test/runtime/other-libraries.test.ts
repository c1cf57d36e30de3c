import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { deployAs, forms } from './functions/forms/forms.ts';
import { type PostgresServer, startPostgres } from './functions/forms/postgres-server.ts';

const entryPoint = fileURLToPath(new URL('functions/forms/postgres.mjs', import.meta.url));
const modules = forms.filter(({ bundled }) => !bundled);

let collector: Collector;
let postgres: PostgresServer;
let directory: string;

beforeAll(async () => {
  [collector, postgres] = await Promise.all([startCollector(), startPostgres()]);
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'other-libraries-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await Promise.all([collector.close(), postgres.close()]);
});

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(modules)(
    "as $name, a query is a span of OpenTelemetry's own instrumentation",
    async (form) => {
      collector.clear();
      const fn = await startFunction({
        runtime,
        directory: await deployAs(form, entryPoint, directory),
        handler: 'index.handler',
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, POSTGRES: postgres.url },
      });

      const { payload } = await fn.invoke({});
      await fn.frozen();
      await fn.close();

      const spans = collector.spans();
      const root = spans.find(({ name }) => name === 'function-under-test');
      expect(JSON.parse(payload)).toEqual([{ total: '42' }]);
      expect(spans.filter(({ kind }) => kind === 'client')).toEqual(
        ['pg.connect', 'pg.query:SELECT shop'].map((name) =>
          expect.objectContaining({
            name,
            traceId: root?.traceId,
            parentSpanId: root?.spanId,
            scope: expect.objectContaining({ name: '@opentelemetry/instrumentation-pg' }),
          }),
        ),
      );
    },
  );
});
