import type { AsyncResource } from 'node:async_hooks';
import { type Context, context } from '@opentelemetry/api';
import { moduleCache } from '../support/module-cache.ts';

/** Says who made a request of undici. */
export interface UndiciCallers {
  /** The context in which `request`, just announced, was made. Undefined where that can't be known. */
  callerOf(request: object): Context | undefined;
  /** From now on, requests of the same copy of undici may be announced that have waited. */
  freed(request: object): void;
  /** Finds the copy of undici that a connection is of. */
  connected(connection: object): void;
  /** Leaves every copy of undici as it was. */
  close(): void;
}

interface Dispatcher {
  dispatch: Dispatch;
  listenerCount?(event: string): number;
}
type DispatchArguments = [options: unknown, handler: unknown, ...rest: unknown[]];
type Dispatch = (this: Dispatcher, ...args: DispatchArguments) => boolean;

/** What stands in place of `dispatch` for now: the copy of this package that came last, as test runners have many. */
interface Slot {
  replace:
    | ((dispatch: Dispatch, dispatcher: Dispatcher, args: DispatchArguments) => boolean)
    | undefined;
}

const slotKey = Symbol.for('antifreeze.undici.dispatch');
const dispatcherFile = /[/\\]undici[^/\\]*[/\\]lib[/\\](?:dispatcher[/\\])?dispatcher-base\.js$/;
const globalDispatchers = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'];

/**
 * With a limit of connections, undici 5 to 7 announce a request that has waited in the context of whoever freed the
 * connection. So `dispatch`, of the class that all dispatchers of a copy of undici extend, is patched to keep its caller.
 * Modules and the copy of Node.js are found with their first request; one in a bundle, when it first has a connection.
 */
export function undiciCallers(): UndiciCallers {
  const callers = new WeakMap<object, Context>();
  const slots = new Set<Slot>();
  const seen = new WeakSet<object>();
  const connections = new WeakSet<object>();
  /** Of copies of undici that have freed no connection yet: their classes of requests. */
  const fresh = new WeakSet<object>();
  /** How many calls of `dispatch` are running whose caller is known. */
  let dispatching = 0;

  return {
    callerOf(request) {
      const copy = request.constructor;
      if (!seen.has(copy)) {
        seen.add(copy);
        fresh.add(copy);
        reachableDispatchers().forEach(patch);
      }
      return dispatching > 0 || fresh.has(copy) ? context.active() : creatorOf(request);
    },
    freed: (request) => void fresh.delete(request.constructor),
    connected(connection) {
      if (connections.has(connection)) return;
      connections.add(connection);
      patch(clientOf(connection));
    },
    close() {
      for (const slot of slots) if (slot.replace === dispatchForCaller) slot.replace = undefined;
    },
  };

  function patch(dispatcher: unknown): void {
    const owner = ownerOfDispatch(dispatcher);
    if (!owner) return;
    const slot = slotOf(owner);
    slot.replace = dispatchForCaller;
    slots.add(slot);
  }

  function dispatchForCaller(
    dispatch: Dispatch,
    dispatcher: Dispatcher,
    args: DispatchArguments,
  ): boolean {
    const handler = Object(args[1]);
    const caller = callers.get(handler) ?? currentCaller(dispatcher);
    if (!caller) return dispatch.apply(dispatcher, args);
    callers.set(handler, caller);
    dispatching += 1;
    try {
      return context.with(caller, dispatch, dispatcher, ...args);
    } finally {
      dispatching -= 1;
    }
  }

  /** What is in a pool may be called by that pool, for someone who has waited. */
  function currentCaller(dispatcher: Dispatcher): Context | undefined {
    const mayHaveWaited = dispatching === 0 && (dispatcher.listenerCount?.('drain') ?? 0) > 0;
    return mayHaveWaited ? undefined : context.active();
  }
}

/** An object of each copy of undici that is a module or Node.js's own, as far as they have been loaded. */
function reachableDispatchers(): unknown[] {
  const registry = globalThis as { [key: symbol]: unknown };
  const cache = moduleCache();
  const classes = Object.keys(cache).filter((path) => dispatcherFile.test(path));
  return [
    ...globalDispatchers.map((name) => registry[Symbol.for(name)]),
    ...classes.map((path) => Object.create(Object(cache[path]?.exports).prototype ?? null)),
  ];
}

/** Patches `dispatch` once. With an empty slot, it does what it did. */
function slotOf(owner: Dispatcher & { [slotKey]?: Slot }): Slot {
  if (Object.hasOwn(owner, slotKey) && owner[slotKey]) return owner[slotKey];
  const slot: Slot = { replace: undefined };
  const { dispatch } = owner;
  Object.defineProperty(owner, slotKey, { value: slot });
  owner.dispatch = function (...args) {
    return slot.replace ? slot.replace(dispatch, this, args) : dispatch.apply(this, args);
  };
  Object.defineProperties(owner.dispatch, {
    name: { value: dispatch.name },
    length: { value: dispatch.length },
  });
  return slot;
}

/** The client that undici has noted on a socket, or on a session of HTTP/2. */
export function clientOf(connection: object): object | undefined {
  const noted = connection as { [key: symbol]: unknown };
  return Object.getOwnPropertySymbols(connection)
    .map((key) => Object(noted[key]))
    .find(({ dispatch }) => typeof dispatch === 'function');
}

/** Of `undici.request` and its like, but for `fetch`, the handler is an asynchronous resource of the caller. */
function creatorOf(request: object): Context | undefined {
  const key = Object.getOwnPropertySymbols(request).find(
    ({ description }) => description === 'handler',
  );
  const handler: Partial<AsyncResource> = Object(
    key && (request as { [key: symbol]: unknown })[key],
  );
  return handler.runInAsyncScope?.(() => context.active());
}

/** The nearest of its classes: what an object itself has is someone else's. */
function ownerOfDispatch(dispatcher: unknown): Dispatcher | undefined {
  let owner = dispatcher && Object.getPrototypeOf(dispatcher);
  while (owner && !Object.hasOwn(owner, 'dispatch')) owner = Object.getPrototypeOf(owner);
  return owner || undefined;
}
