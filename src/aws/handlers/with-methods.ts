import { leftOut } from '../bare-frames.ts';

export type Method = (...values: unknown[]) => unknown;

/**
 * The same object to whoever uses it, with what `replace` gives in place of some methods. The object itself stays as it
 * is, whether or not it could be changed, and reads, writes and calls get to it.
 */
export function withMethods<Target extends object>(
  target: Target,
  replace: (name: PropertyKey, method: Method) => Method | undefined,
): Target {
  const known = new Map<PropertyKey, { readonly original: unknown; readonly method: Method }>();
  // A proxy can't give other values than the frozen ones of its own target.
  const shown = Object.isFrozen(target)
    ? Object.assign(Object.create(Object.getPrototypeOf(target)), target)
    : target;
  const proxy: Target = new Proxy(shown, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' && !isFixed(shown, name)
        ? methodFor(name, value as Method)
        : value;
    },
    set: (_, name, value) => Reflect.set(target, name, value),
  });
  return proxy;

  /** The same one each time. */
  function methodFor(name: PropertyKey, original: Method): Method {
    const before = known.get(name);
    if (before?.original === original) return before.method;
    const bound = onTarget(original);
    const method = replace(name, bound) ?? bound;
    known.set(name, { original, method });
    return method;
  }

  /** Private fields are there on the object itself only. */
  function onTarget(method: Method): Method {
    return new Proxy(method, {
      apply: leftOut((_: Method, self: unknown, values: unknown[]) =>
        Reflect.apply(method, self === proxy ? target : self, values),
      ),
    });
  }
}

function isFixed(target: object, name: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(target, name);
  return own?.configurable === false && own.writable === false;
}
