// In place of the API's internal module of this name.

import { apiKey } from '../support/api-key.ts';

const registry = globalThis as { [apiKey]?: Record<string, unknown> };

/**
 * What is registered for a part of the API. Without the check of versions: the global that
 * `registerApi` shares calls itself newer than any.
 */
export function getGlobal(type: string): unknown {
  return registry[apiKey]?.[type];
}

/** `registerApi` and its like are the ones who register. */
export function registerGlobal(): boolean {
  return false;
}

export function unregisterGlobal(): void {}
