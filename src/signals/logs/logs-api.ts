import type { Logger, LoggerProvider, LogRecord, logs } from '@opentelemetry/api';
import { moduleCache } from '../../support/module-cache.ts';

/** What the API has for all of its copies, as far as logs go. */
export interface Registered {
  logs?: LoggerProvider | undefined;
}

/** Where copies of the older package `@opentelemetry/api-logs` look for a function that gives the provider. */
const olderKey = Symbol.for('io.opentelemetry.js.api.logs');

const registry = globalThis as { [olderKey]?: () => LoggerProvider | undefined };

/** Has loggers that are made before the provider is known pass on what they are given from then on. */
export function prepareLoggers(registered: Registered): void {
  if (registered.logs) return;
  // Before anything is registered: then a copy of the API gives its own proxy, which its loggers hold on to.
  const proxies = proxiesOfCopies();
  const loggers = new EarlyLoggers();
  registered.logs = loggers;
  registry[olderKey] ??= () => registered.logs;
  for (const proxy of proxies) proxy._setDelegate?.(loggers);
}

/** Where a copy of the API is a CommonJS module. */
const file = /[/\\]@opentelemetry[/\\]api(?:-logs)?[/\\](?:build[/\\]src|dist)[/\\]index\.c?js$/;

interface Proxy extends LoggerProvider {
  _setDelegate?(provider: LoggerProvider): void;
}

function proxiesOfCopies(): Proxy[] {
  const cache = moduleCache();
  return Object.keys(cache)
    .filter((path) => file.test(path))
    .flatMap((path) => (cache[path]?.exports as { logs?: typeof logs } | undefined)?.logs ?? [])
    .map((api) => api.getLoggerProvider());
}

/** Gives all loggers of the process to `provider`, unless somebody else has them. */
export function takeLoggers(registered: Registered, provider: LoggerProvider): void {
  prepareLoggers(registered);
  if (registered.logs instanceof EarlyLoggers) registered.logs.provider ??= provider;
}

class EarlyLoggers implements LoggerProvider {
  provider: LoggerProvider | undefined;

  getLogger(...args: Parameters<LoggerProvider['getLogger']>): Logger {
    const find = () => this.provider?.getLogger(...args);
    return find() ?? new EarlyLogger(find);
  }
}

class EarlyLogger implements Logger {
  readonly #find: () => Logger | undefined;
  #found: Logger | undefined;

  constructor(find: () => Logger | undefined) {
    this.#find = find;
  }

  get #logger(): Logger | undefined {
    this.#found ??= this.#find();
    return this.#found;
  }

  emit(record: LogRecord): void {
    this.#logger?.emit(record);
  }

  enabled(options?: Parameters<Logger['enabled']>[0]): boolean {
    return this.#logger?.enabled(options) ?? false;
  }
}
