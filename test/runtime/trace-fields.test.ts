import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import { antifreezePlugin } from '../../src/bundlers/esbuild-plugin.ts';
import { startFunction } from '../start-function.ts';
import { traceField } from './asked-for.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const packages = join(repository, 'harness/loggers');
const functions = fileURLToPath(new URL('functions/loggers/', import.meta.url));

/** How a function is deployed, and what of its loggers that leaves out of reach. */
const forms = [
  { form: 'CommonJS', format: 'cjs', bundled: false, misses: [] },
  // Its ES module is none that anybody could replace.
  { form: 'ES module', format: 'esm', bundled: false, misses: ['powertools'] },
  { form: 'CommonJS bundle', format: 'cjs', bundled: true, misses: [] },
  { form: 'ES module bundle', format: 'esm', bundled: true, misses: [] },
] as const;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'loggers-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.runIf(isInstalledForTests(packages)).each(forms)('a $form', (form) => {
  let task: string;
  beforeAll(async () => {
    task = await deploy(form);
  });

  test.each(
    availableRuntimes().flatMap(({ name }) =>
      ['TEXT', 'JSON'].map((logFormat) => [name, logFormat] as const),
    ),
  )(
    'on %s with %s logs has the trace in each line, and else the same lines',
    async (runtime, logFormat) => {
      const bare = await linesOf('bare', runtime, logFormat);
      const traced = await linesOf('traced', runtime, logFormat);

      expect(bare.lines).toHaveLength(22);
      expect(traced.lines.map(withoutFields)).toEqual(bare.lines.map(withoutFields));
      const { traceId, spanId } = traced.payload;
      const inSpan = traced.lines.slice(traced.lines.length / 2);
      for (const line of inSpan) {
        const isMissed = form.misses.some((way) => line.includes(`"by ${way}"`));
        const expected = { trace_id: traceId, span_id: spanId, trace_flags: '03' };
        expect(fieldsOf(line), line).toEqual(isMissed ? {} : expected);
      }
      // At initialisation there is no span.
      expect(traced.lines.slice(0, traced.lines.length / 2).join('')).not.toContain('trace_id');
    },
  );

  test.each(availableRuntimes())(
    'on $name has it in each line where that is done by hand',
    async ({ name }) => {
      const { lines, payload } = await linesOf('by-hand', name, 'TEXT', 'false');

      const { traceId, spanId } = payload;
      const expected = { trace_id: traceId, span_id: spanId, trace_flags: '03' };
      expect(lines.map(fieldsOf)).toEqual(Array(4).fill(expected));
    },
  );

  async function linesOf(name: string, runtime: RuntimeName, logFormat: string, fields = 'true') {
    const fn = await startFunction({
      runtime,
      directory: task,
      handler: `${name}.handler`,
      environment: {
        AWS_LAMBDA_LOG_FORMAT: logFormat,
        ANTIFREEZE_TRACE_FIELDS: fields,
        OTEL_TRACES_EXPORTER: 'none',
      },
    });
    const { payload } = await fn.invoke({});
    await fn.frozen();
    await fn.close();
    const lines = fn.logs.map(({ text }) => text).filter((text) => text.includes('by '));
    return { lines, payload: JSON.parse(payload) };
  }
});

function fieldsOf(line: string): Record<string, string> {
  const fields = [...line.matchAll(traceField)].map(([, name, value, inText, valueInText]) => [
    name ?? inText,
    value ?? valueInText,
  ]);
  return Object.fromEntries(fields);
}

/** What is left is the same in each process. */
function withoutFields(line: string): string {
  return (
    line
      .replace(traceField, '')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|[\da-f]{8}-[\da-f-]{27}|\b1-[\da-f]{8}-[\da-f]{24}/g, '')
      .replace(/"(time|pid)":\d+/g, '"$1":0')
      // The frames of who calls the handler.
      .replace(/(\s|\\[rn])+at [^\r\n"]*|,"\s*at [^"]*"/g, '')
  );
}

async function deploy({ format, bundled }: (typeof forms)[number]): Promise<string> {
  const task = mkdtempSync(join(directory, 'task-'));
  const modules = join(task, 'node_modules');
  mkdirSync(join(modules, '@opentelemetry'), { recursive: true });
  symlinkSync(repository, join(modules, 'antifreeze'));
  symlinkSync(
    join(repository, 'node_modules/@opentelemetry/api'),
    join(modules, '@opentelemetry/api'),
  );
  for (const name of readdirSync(join(packages, 'node_modules')))
    if (!name.startsWith('.') && name !== '@opentelemetry')
      symlinkSync(join(packages, 'node_modules', name), join(modules, name));
  await build({
    entryPoints: ['bare', 'traced', 'by-hand'].map((name) => join(functions, `${name}.mjs`)),
    outdir: task,
    outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
    bundle: true,
    nodePaths: [modules],
    // Of bunyan's own, compiled where there is a compiler, and not needed.
    external: ['dtrace-provider'],
    ...(bundled ? { plugins: [antifreezePlugin()] } : { packages: 'external' }),
    ...(format === 'esm' && {
      banner: {
        js: "import { createRequire as of } from 'node:module'; const require = of(import.meta.url), __dirname = import.meta.dirname;",
      },
    }),
    format,
    platform: 'node',
    target: 'node22',
    logLevel: 'error',
  });
  return task;
}
