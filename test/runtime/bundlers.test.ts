import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { isInstalledForTests } from '../../harness/install-packages.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { localAws } from '../instrumentation/aws-sdk/local-aws.ts';
import { startFunction } from '../start-function.ts';

const harness = fileURLToPath(new URL('../../harness/bundlers', import.meta.url));
const source = fileURLToPath(new URL('functions/bundled', import.meta.url));
const bundlers = ['esbuild', 'webpack', 'rspack', 'rollup', 'rolldown', 'vite', 'tsup'];
const forms = bundlers.flatMap((bundler) =>
  ['cjs', 'esm'].map((format) => ({ bundler, format: format as 'cjs' | 'esm' })),
);

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'bundlers-'));
  cpSync(source, join(directory, 'source'), { recursive: true });
  const modules = join(directory, 'source/node_modules');
  mkdirSync(modules);
  symlinkSync(realpathSync('.'), join(modules, 'antifreeze'));
  for (const scope of ['@aws-sdk', '@opentelemetry'])
    symlinkSync(realpathSync(join('node_modules', scope)), join(modules, scope));
});
beforeEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await collector.close();
});

describe.skipIf(!isInstalledForTests(harness)).each(forms)(
  'a bundle of $bundler, $format',
  (form) => {
    let task: string;
    beforeAll(() => {
      task = bundle(form.bundler, form.format);
    });

    test.each(availableRuntimes())(
      'traces the AWS SDK in it, with context, and early tracers, on $name',
      async ({ name }) => {
        const aws = await localAws([{ body: { MessageId: '1', MD5OfMessageBody: md5('new') } }]);
        const fn = await startFunction({
          runtime: name,
          directory: task,
          handler: 'index.handler',
          environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, UPSTREAM: aws.endpoint },
        });

        const { payload } = await fn.invoke({});
        await fn.frozen();
        await fn.close();

        const span = (name: string) => collector.spans().find((each) => each.name === name);
        const order = span('order');
        const send = span('send orders');
        expect(JSON.parse(payload)).toEqual({ hasMetrics: true, canRequire: 'function' });
        expect(order).toMatchObject({ parentSpanId: span('function-under-test')?.spanId });
        expect(send).toMatchObject({ kind: 'producer', parentSpanId: order?.spanId });
        expect(JSON.parse(aws.requests[0]?.body.toString() ?? '')).toMatchObject({
          MessageAttributes: {
            traceparent: { StringValue: `00-${send?.traceId}-${send?.spanId}-03` },
          },
        });
      },
    );
  },
);

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function bundle(bundler: string, format: string): string {
  const folder = mkdtempSync(join(directory, `${bundler}-`));
  const entry = join(directory, 'source/index.mjs');
  execFileSync(process.execPath, [join(harness, 'bundle.mjs'), bundler, format, entry, folder], {
    cwd: join(directory, 'source'),
    stdio: 'pipe',
  });
  return folder;
}
