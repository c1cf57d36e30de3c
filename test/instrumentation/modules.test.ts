import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';

/** A program that prints the spans of its own calls to its own server. */
const program = `
  import { get, createServer } from 'node:http';
  import * as namespace from 'node:http';
  import { once } from 'node:events';
  import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
  import { request } from 'undici';
  import { registerApi } from '${resolve('src/sdk/register-api.ts')}';
  import { instrumentHttp } from '${resolve('src/instrumentation/http.ts')}';

  async function main() {
    registerApi();
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const tracer = provider.getTracer('test');
    instrumentHttp(tracer);
    const server = createServer((request, response) => response.end('body')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = 'http://127.0.0.1:' + server.address().port;
    const read = async (request, path) => {
      const [response] = await once(request, 'response');
      await once(response.resume(), 'close');
    };
    await tracer.startActiveSpan('root', async (root) => {
      await read(get(url + '/named'));
      await read(namespace.get(url + '/namespace'));
      await (await fetch(url + '/fetch')).text();
      await (await request(url + '/undici')).body.text();
      root.end();
    });
    const names = exporter.getFinishedSpans().map(({ name, attributes }) =>
      [name, String(attributes['url.full']).replace(url, '')].join(' '));
    console.log(JSON.stringify(names));
    server.close();
  }
  void main();
`;

test.each([
  ['cjs', 'bundle'],
  ['esm', 'bundle'],
  ['cjs', 'external'],
  ['esm', 'external'],
] as const)(
  'as %s with packages as %s: every call is a span, and the process ends',
  async (format, packages) => {
    // Beside the packages, which it loads when they are external.
    const folder = mkdtempSync(
      packages === 'external' ? 'node_modules/.modules-test-' : join(tmpdir(), 'modules-'),
    );
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const outfile = join(folder, format === 'esm' ? 'program.mjs' : 'program.cjs');
    await build({
      stdin: { contents: program, resolveDir: '.', loader: 'ts' },
      outfile,
      format,
      packages,
      bundle: true,
      minify: true,
      platform: 'node',
      banner: format === 'esm' ? { js: requireInEsm } : {},
    });

    const { stdout } = await promisify(execFile)(process.execPath, [outfile], { timeout: 30_000 });

    expect(JSON.parse(stdout)).toEqual([
      'GET /named',
      'GET /namespace',
      'GET /fetch',
      'GET /undici',
      'root undefined',
    ]);
  },
);

/** CommonJS packages in an ES module bundle still call `require` for what is built in. */
const requireInEsm =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
