import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const packages = join(repository, 'harness/loggers');
const functions = fileURLToPath(new URL('functions/logging/', import.meta.url));

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'loggers-'));
  const modules = join(directory, 'node_modules');
  mkdirSync(modules);
  symlinkSync(repository, join(modules, 'antifreeze'));
  for (const name of readdirSync(join(packages, 'node_modules')))
    if (!name.startsWith('.'))
      symlinkSync(join(packages, 'node_modules', name), join(modules, name));
  copyFileSync(join(functions, 'libraries.cjs'), join(directory, 'index.cjs'));
});
beforeEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await collector.close();
});

describe.runIf(isInstalledForTests(packages)).each(availableRuntimes())(
  'on $name',
  ({ name: runtime }) => {
    test("records of OpenTelemetry's instrumentations for pino, winston and bunyan arrive in the trace", async () => {
      const fn = await startFunction({
        runtime,
        directory,
        handler: 'index.handler',
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_LOGS_EXPORTER: 'otlp' },
      });
      const { payload, requestId } = await fn.invoke({});
      await fn.frozen();
      await fn.close();

      const logs = collector.logs();
      expect(logs.map(({ body }) => body).sort()).toEqual([
        'bunyan is low on stock',
        'pino is low on stock',
        'winston is low on stock',
      ]);
      for (const { severity, spanId, attributes } of logs) {
        expect(severity).toBe(13);
        expect(spanId).toBe(JSON.parse(payload ?? ''));
        expect(attributes['faas.invocation_id']).toBe(requestId);
      }
    });
  },
);
