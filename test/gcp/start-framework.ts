import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Project } from './build-package.ts';

export const functions: string = fileURLToPath(new URL('functions/', import.meta.url));

export interface FrameworkOptions {
  /** A file in test/gcp/functions. */
  readonly source: string;
  readonly target: string;
  readonly signature?: 'http' | 'cloudevent' | 'event';
  readonly preload?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A real Functions Framework in a process of its own. */
export interface Framework {
  readonly pid: number;
  readonly port: number;
  /** What it has printed. */
  lines(): readonly string[];
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts the framework, and waits until it takes requests. */
export async function startFramework(
  project: Project,
  options: FrameworkOptions,
): Promise<Framework> {
  const port = await freePort();
  const { source, target, signature = 'http', preload = false, environment } = options;
  const child = spawn(
    process.execPath,
    [...(preload ? ['--require', project.preload] : []), project.framework],
    {
      cwd: project.directory,
      env: {
        PATH: process.env['PATH'],
        FUNCTION_SOURCE: join(project.directory, source),
        FUNCTION_TARGET: target,
        FUNCTION_SIGNATURE_TYPE: signature,
        PORT: String(port),
        // Nobody is there.
        GCE_METADATA_HOST: '127.0.0.1:1',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const deadline = Date.now() + 30_000;
  while (!output.includes('URL:')) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the framework did not start: ${output}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    pid: child.pid ?? 0,
    port,
    lines: () => output.split('\n'),
    exited,
    stop: async () => {
      process.off('exit', kill);
      kill();
      await exited;
    },
  };
}

/** A port of the loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly agent?: Agent;
  /** Closes the connection then. */
  readonly timeoutMs?: number;
}

/** All that a client sees of a response. */
export interface Reply {
  readonly status: number | undefined;
  readonly message: string | undefined;
  /** As they were sent; of the date only the name. */
  readonly headers: readonly string[];
  /** The length of a long one. */
  readonly body: string;
  readonly error: string | undefined;
}

/** Calls a function, and waits for the whole answer. */
export async function call(port: number, options: Call = {}): Promise<Reply> {
  const { method = 'GET', path = '/', headers = {}, body, agent } = options;
  return await new Promise((resolve) => {
    const reply = { status: undefined, message: undefined, headers: [], body: '' };
    const fail = (error: NodeJS.ErrnoException) => resolve({ ...reply, error: error.code ?? '' });
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent });
    sent.on('error', fail).on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', fail).on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          message: response.statusMessage,
          headers: pairs(response.rawHeaders),
          body: inShort(Buffer.concat(chunks)),
          error: undefined,
        }),
      );
    });
    if (options.timeoutMs) sent.setTimeout(options.timeoutMs, () => sent.destroy());
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function inShort(body: Buffer): string {
  return body.length > 10_000 ? `${body.length} bytes` : body.toString('latin1');
}

function pairs(raw: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    found.push(name === 'Date' ? 'Date' : `${name}: ${value}`);
  }
  return found;
}
