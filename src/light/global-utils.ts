// In place of the API's internal module of this name.

const key = Symbol.for('opentelemetry.js.api.1');
const registry = globalThis as { [key]?: Record<string, unknown> };

/**
 * What is registered for a part of the API. Without the check of versions: `registerApi` makes the global call itself
 * newer than any.
 */
export function getGlobal(type: string): unknown {
  return registry[key]?.[type];
}

/** `registerApi` and its like are the ones who register. */
export function registerGlobal(): boolean {
  return false;
}

export function unregisterGlobal(): void {}
