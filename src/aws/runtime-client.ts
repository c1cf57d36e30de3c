import type { Failure } from '../core/outcome.ts';
import { guard } from '../support/guard.ts';
import { type ModuleCache, moduleCache } from '../support/module-cache.ts';
import { leftOut, throwingBare } from './bare-frames.ts';

/**
 * The Lambda runtime's native client, which asks for the next event, upon which the sandbox may freeze, and posts the
 * answer to one: each a string, and each a call that returns when the platform has it.
 */
export interface RuntimeClient {
  next(): Promise<unknown>;
  done(id: string, body: string): unknown;
  error(id: string, body: string, xRayCause: string): unknown;
}

/** What there is of it in this process. */
export interface RuntimeClients {
  readonly native: RuntimeClient | undefined;
  /** The same, where it asks for an event that a freeze comes before. */
  readonly window: RuntimeClient | undefined;
  /** Whether many invocations are served at once. */
  readonly isConcurrent: boolean;
}

/** An answer on its way to the platform. */
export interface Posting {
  /** Of the invocation. */
  readonly id: string;
  /** Why the caller gets an error, if it does. */
  readonly failure: Failure | undefined;
}

/** Above it Lambda refuses an answer, in bytes: 6 MiB and a little. The client doesn't tell. */
const largestAnswer = 6 * 1024 * 1024 + 100;

/**
 * The runtime's own client, which AWS's runtime interface client (3 and 4) loads as an addon before the handler.
 * Undefined on any other runtime.
 */
export function findRuntimeClient(cache: ModuleCache = moduleCache()): RuntimeClient | undefined {
  const path = Object.keys(cache).find((key) => /[/\\]rapid-client\.node$/.test(key));
  const client = path === undefined ? undefined : cache[path]?.exports;
  return isRuntimeClient(client) ? client : undefined;
}

function isRuntimeClient(value: unknown): value is RuntimeClient {
  if (typeof value !== 'object' || value === null) return false;
  return ['next', 'done', 'error'].every((name) => {
    const method = Object.getOwnPropertyDescriptor(value, name);
    return typeof method?.value === 'function' && method.writable === true;
  });
}

/** Has `onPosting` called with each answer that the runtime posts, and what sends it, which must be called once. */
export function watchPostings(
  client: RuntimeClient,
  onPosting: (posting: Posting, send: () => unknown) => unknown,
): void {
  for (const kind of ['done', 'error'] as const) {
    const post = client[kind] as (...values: unknown[]) => unknown;
    client[kind] = leftOut(function (this: unknown, ...values: unknown[]) {
      const send = leftOut(() => post.apply(this, values));
      // The client throws; then the runtime posts an error, or gives up.
      if (!values.every((value) => typeof value === 'string')) return throwingBare(send);
      return onPosting(postingOf(kind, values), send);
    });
  }
}

function postingOf(kind: 'done' | 'error', [id = '', body = '']: string[]): Posting {
  return {
    id: guard('reading an id', () => decodeURIComponent(id)) ?? id,
    failure: refusalOf(body) ?? (kind === 'error' ? failureOf(body) : undefined),
  };
}

/** In the words that the caller gets. */
function refusalOf(body: string): Failure | undefined {
  // No character has more than three bytes for each of its units.
  if (body.length * 3 <= largestAnswer) return undefined;
  const size = Buffer.byteLength(body);
  if (size <= largestAnswer) return undefined;
  return {
    type: 'Function.ResponseSizeTooLarge',
    message: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${largestAnswer} bytes).`,
  };
}

function failureOf(body: string): Failure {
  const { errorType, errorMessage } = guard('reading an error', () => JSON.parse(body)) ?? {};
  return { type: String(errorType || '_OTHER'), message: String(errorMessage ?? '') };
}
