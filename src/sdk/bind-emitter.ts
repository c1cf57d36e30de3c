import type { Context, ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { once } from '../support/once.ts';

/** Has the listeners that `target` gets from now on called in `context`, if it is an emitter. Gives back the same object. */
export function bindEmitter<Target extends object>(
  manager: ContextManager,
  context: Context,
  target: Target,
): Target {
  return binder(manager).bind(context, target);
}

/** A process has one manager, and each emitter is bound once. */
const binder = once((manager: ContextManager) => new Binder(manager));

class Binder extends AsyncLocalStorageContextManager {
  override readonly with: ContextManager['with'];

  constructor(manager: ContextManager) {
    super();
    this.with = (...args) => manager.with(...args);
  }
}
