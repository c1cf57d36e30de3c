import { type Agent, request } from 'node:http';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ServingProcess, startServing } from '../../harness/gcp/serving-process.ts';
import { patience } from '../patience.ts';
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

/** Starts a real Functions Framework in a process of its own. */
export async function startFramework(
  project: Project,
  options: FrameworkOptions,
): Promise<ServingProcess> {
  const { source, target, signature = 'http', preload = false, environment } = options;
  return await startServing({
    args: [...(preload ? ['--require', project.preload] : []), project.framework],
    directory: project.directory,
    ready: 'URL:',
    environment: {
      ...patience,
      FUNCTION_SOURCE: join(project.directory, source),
      FUNCTION_TARGET: target,
      FUNCTION_SIGNATURE_TYPE: signature,
      ...environment,
    },
  });
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

/** Calls a function, and waits for the whole answer, and for what was printed before it. */
export async function call(port: number, options: Call = {}): Promise<Reply> {
  const reply = await replyTo(port, options);
  // A turn of the event loop reads what the pipes hold.
  await turn();
  await turn();
  return reply;
}

function replyTo(port: number, options: Call): Promise<Reply> {
  const { method = 'GET', path = '/', headers = {}, body, agent } = options;
  return new Promise((resolve) => {
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
