import { type ModuleCache, moduleCache } from '../support/module-cache.ts';

/** The part of the Lambda runtime's native client that asks for the next event, upon which the sandbox may freeze. */
export interface RuntimeClient {
  next(): Promise<unknown>;
}

/**
 * The runtime's own client, which AWS's runtime interface client (3 and 4) loads as an addon before the handler.
 * Undefined on any other runtime, and where the runtime was told not to use it.
 */
export function findRuntimeClient(cache: ModuleCache = moduleCache()): RuntimeClient | undefined {
  const path = Object.keys(cache).find((key) => /[/\\]rapid-client\.node$/.test(key));
  const client = path === undefined ? undefined : cache[path]?.exports;
  return isRuntimeClient(client) ? client : undefined;
}

function isRuntimeClient(value: unknown): value is RuntimeClient {
  const next =
    typeof value === 'object' && value !== null
      ? Object.getOwnPropertyDescriptor(value, 'next')
      : undefined;
  return typeof next?.value === 'function' && next.writable === true;
}
