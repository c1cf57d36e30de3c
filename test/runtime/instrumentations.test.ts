import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';
import { type PostgresServer, startPostgres } from './functions/forms/postgres-server.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const packages = join(repository, 'harness/instrumentations');
const functions = fileURLToPath(new URL('functions/instrumented/', import.meta.url));

let collector: Collector;
let postgres: PostgresServer;
let directory: string;

beforeAll(async () => {
  [collector, postgres] = await Promise.all([startCollector(), startPostgres()]);
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'instrumentations-'));
});
beforeEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await Promise.all([collector.close(), postgres.close()]);
});

/** How a function gets at its libraries, and what that leaves out of reach. */
const ways = [
  { format: 'cjs', file: 'first', misses: ['a function in place of a module'] },
  { format: 'cjs', file: 'imported-later', misses: ['a function in place of a module'] },
  { format: 'cjs', file: 'required-later', misses: [] },
  { format: 'esm', file: 'first', misses: ['a function in place of a module', 'an export'] },
  { format: 'esm', file: 'first-by-default', misses: ['a function in place of a module'] },
  { format: 'esm', file: 'imported-later', misses: ['a function in place of a module'] },
  { format: 'esm', file: 'required-later', misses: [] },
] as const;

/** What of the calls in `calls.mjs` is seen by patching what. */
const spansOf = {
  'a prototype': ['dataloader.load', 'pg.connect', 'pg.query:SELECT shop'],
  'an export': ['grpc.shop.Orders/Count'],
  'a function in place of a module': ['dataloader.batch'],
};

describe.runIf(isInstalledForTests(packages)).each(availableRuntimes())(
  'on $name',
  ({ name: runtime }) => {
    test.each(ways)('$format, $file: misses $misses', async ({ format, file, misses }) => {
      const fn = await startFunction({
        runtime,
        directory: await deploy(file, format),
        handler: 'index.handler',
        environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, POSTGRES: postgres.url },
      });
      const { payload } = await fn.invoke({});
      await fn.frozen();
      await fn.close();

      const missed: readonly string[] = misses;
      const seen = Object.entries(spansOf).filter(([kind]) => !missed.includes(kind));
      const spans = collector.spans();
      const isOurs = ({ scope }: CollectedSpan) => scope.name === 'antifreeze';
      expect(names(spans.filter((span) => !isOurs(span)))).toEqual(
        seen.flatMap(([, names]) => names).sort(),
      );
      // Calls that have a span of ours have no second one.
      expect(spans.filter((span) => isOurs(span) && span.name === 'GET')).toHaveLength(1);
      expect(JSON.parse(payload)).toEqual({
        logsTrace: !missed.includes('a function in place of a module'),
      });
    });
  },
);

function names(spans: readonly CollectedSpan[]): string[] {
  return spans.map(({ name }) => name).sort();
}

async function deploy(file: string, format: 'cjs' | 'esm'): Promise<string> {
  const task = mkdtempSync(join(directory, 'task-'));
  const modules = join(task, 'node_modules');
  mkdirSync(modules);
  symlinkSync(repository, join(modules, 'antifreeze'));
  for (const name of readdirSync(join(packages, 'node_modules')))
    if (!name.startsWith('.'))
      symlinkSync(join(packages, 'node_modules', name), join(modules, name));
  await build({
    entryPoints: [join(functions, `${file}.mjs`)],
    outfile: join(task, format === 'esm' ? 'index.mjs' : 'index.cjs'),
    bundle: true,
    packages: 'external',
    format,
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
  });
  return task;
}
