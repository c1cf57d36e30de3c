import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';
import { clientsAvailable, clientsFolder } from '../../../harness/http-clients/http-clients.ts';
import { availableRuntimes } from '../../../harness/lambda/runtimes.ts';
import { antifreezePlugin } from '../../../src/bundlers/esbuild-plugin.ts';
import type { Overlap } from './program.ts';

const program = fileURLToPath(new URL('program.ts', import.meta.url));

const undiciClients = `
  import { Agent, fetch, request } from 'undici7';
  const client = (send) => ({
    protocol: 'http',
    create: async (connections) => {
      const dispatcher = new Agent({ connections: connections ?? null });
      return (url) => send(url, { dispatcher });
    },
  });
  export const clients = {
    fetch: client(async (url, options) => (await fetch(url, options)).text()),
    request: client(async (url, options) => (await request(url, options)).body.text()),
  };
`;

const grpcClients = `
  import { Client, credentials } from '@grpc/grpc-js';
  const asIs = (value) => value;
  const create = async () => {
    let client;
    return (url) => new Promise((resolve, reject) => {
      const { host, pathname } = new URL(url);
      client ??= new Client(host, credentials.createInsecure());
      const done = (error, answer) => (error ? reject(error) : resolve(answer));
      client.makeUnaryRequest(pathname + '/Call', asIs, asIs, Buffer.from('x'), done);
    });
  };
  export const clients = { grpc: { protocol: 'grpc', create } };
`;

/** Builds the program with these clients within the bundle, and runs it. */
async function run(node: string, clients: string, name: string, plugins: Plugin[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'overlapping-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [program],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    banner: { js: requireInEsm },
    plugins: [withClients(clients), ...plugins],
  });
  const { stdout } = await promisify(execFile)(node, [outfile, name]);
  return JSON.parse(stdout) as Overlap[];
}

function withClients(contents: string): Plugin {
  return {
    name: 'clients',
    setup({ onLoad }) {
      onLoad({ filter: /overlapping[/\\]clients\.ts$/ }, () => ({
        contents,
        resolveDir: clientsFolder,
      }));
    },
  };
}

/** CommonJS packages in an ES module bundle still call `require` for what is built in. */
const requireInEsm =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const noneWrong = { wrongSpans: 0, wrongTraces: 0, wrongBaggage: 0 };

describe.runIf(clientsAvailable()).each(availableRuntimes())('on $name', ({ node }) => {
  test('undici.request within a bundle: each request is of its own invocation', async () => {
    const results = await run(node, undiciClients, 'request');

    expect(results).toHaveLength(2);
    for (const result of results) expect(result).toMatchObject({ ...noneWrong, carried: 1_000 });
  });

  test('undici.fetch within a bundle: what waits before a first connection is nobody’s, the rest of its own', async () => {
    const [first, ...others] = await run(node, undiciClients, 'fetch');

    expect(first).toMatchObject(noneWrong);
    // Two hundred at once, of which all wait but two.
    expect(first?.carried).toBeGreaterThanOrEqual(802);
    expect(others).toHaveLength(1);
    for (const result of others) expect(result).toMatchObject({ ...noneWrong, carried: 1_000 });
  });

  test('grpc-js within a bundle: with the plugin of its own, without it nobody’s', async () => {
    const withPlugin = await run(node, grpcClients, 'grpc', [antifreezePlugin()]);
    const without = await run(node, grpcClients, 'grpc');

    for (const result of withPlugin) expect(result).toMatchObject({ ...noneWrong, spans: 1_000 });
    for (const result of without) expect(result).toMatchObject({ ...noneWrong, spans: 0 });
  });
});
