import { replaceMethod } from '../support/replace-method.ts';
import { quietly } from './payload-capture.ts';

/** Calls `see` with what these methods of one object are called with, and leaves all else about them as it is. */
export function watchArguments(
  target: object,
  methods: readonly string[],
  see: (chunk: unknown, encoding: unknown) => void,
): void {
  for (const name of methods) {
    const original: unknown = Reflect.get(target, name);
    if (typeof original !== 'function') continue;
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      quietly(() => see(args[0], args[1]));
      return Reflect.apply(original, this, args);
    };
    for (const property of ['name', 'length'] as const)
      Object.defineProperty(watched, property, { value: original[property] });
    replaceMethod(target, name, watched);
  }
}
