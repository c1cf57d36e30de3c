import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** In what the loaders of AWS's runtime clients differ. */
export interface RuntimeRules {
  /** Whether CommonJS files are required, as version 3 does, or everything is imported. */
  readonly requiresCommonJs: boolean;
  /** Whether a handler is also looked for in an ES module's default export. */
  readonly searchesDefaultExport: boolean;
  /** Whether a nested handler may hang on anything, a function for instance, or on objects only. */
  readonly descendsIntoAnything: boolean;
  /** An error of the runtime's own, in the shape that it has there; the shape shows in the logs. */
  error(name: string, message: string): Error;
  /** The runtime's own `require`: its file is part of the message about a module that is missing. */
  readonly require: NodeJS.Require;
}

/** The rules of the runtime that this process runs: the client's version 3 (nodejs22.x) or 4 (nodejs24.x). */
export function runtimeRules(): RuntimeRules {
  const old = isVersion3();
  return {
    requiresCommonJs: old,
    searchesDefaultExport: !old,
    descendsIntoAnything: old,
    error: old ? namedByPrototype : namedByField,
    require: createRequire(runtimeFile()),
  };
}

/** Version 3 has set all of these before it loads a handler, version 4 none. */
function isVersion3(): boolean {
  const events = ['uncaughtException', 'unhandledRejection', 'beforeExit'];
  return events.every((event) => process.listenerCount(event) > 0);
}

function runtimeFile(): string {
  const modules = Object.keys(createRequire('/').cache);
  const addon = modules.find((path) => path.endsWith('/rapid-client.node'));
  return addon ? join(dirname(addon), 'index.mjs') : (process.argv[1] ?? '/');
}

function namedByPrototype(name: string, message: string): Error {
  class RuntimeError extends Error {}
  RuntimeError.prototype.name = name;
  return new RuntimeError(message);
}

function namedByField(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
