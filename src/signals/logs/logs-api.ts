import type { Logger, LoggerProvider, LogRecord } from '@opentelemetry/api';

/** What the API has for all of its copies, as far as logs go. */
export interface Registered {
  logs?: LoggerProvider | undefined;
}

/** Where copies of the older package `@opentelemetry/api-logs` look for a function that gives the provider. */
const olderKey = Symbol.for('io.opentelemetry.js.api.logs');

const registry = globalThis as { [olderKey]?: () => LoggerProvider | undefined };

/** Has loggers that are made before the provider is known pass on what they are given from then on. */
export function prepareLoggers(registered: Registered): void {
  registered.logs ??= new EarlyLoggers();
  registry[olderKey] ??= () => registered.logs;
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
