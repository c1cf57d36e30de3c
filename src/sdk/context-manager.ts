import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type ContextManagementToken,
  type ContextManager,
  ROOT_CONTEXT,
} from '@opentelemetry/api';
import { bindEmitter } from './bind-emitter.ts';

/** Keeps the active context along asynchronous calls, as OpenTelemetry's own manager does, in half of the code. */
export class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<Arguments extends unknown[], Work extends (...args: Arguments) => ReturnType<Work>>(
    context: Context,
    work: Work,
    thisArgument?: ThisParameterType<Work>,
    ...args: Arguments
  ): ReturnType<Work> {
    const bound = thisArgument == null ? work : work.bind(thisArgument);
    return this.#storage.run(context, bound as Work, ...args);
  }

  /** A function that runs in `context`, or the same emitter, whose listeners will. Anything else as it is. */
  bind<Target>(context: Context, target: Target): Target {
    if (typeof target === 'object' && target !== null) return bindEmitter(this, context, target);
    if (typeof target !== 'function') return target;
    const manager = this;
    const bound = function (this: unknown, ...args: unknown[]): unknown {
      return manager.with(context, () => Reflect.apply(target, this, args));
    };
    Object.defineProperty(bound, 'length', { value: target.length });
    return bound as Target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  attach(context: Context): ContextManagementToken {
    const previous = this.active();
    let isAttached = true;
    this.#storage.enterWith(context);
    return {
      dispose: () => {
        if (isAttached) this.#storage.enterWith(previous);
        isAttached = false;
      },
    };
  }
}
