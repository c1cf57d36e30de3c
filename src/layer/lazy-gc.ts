/**
 * Gives the process the `gc` that `--expose-gc` makes, which the exec wrapper may have left out, once somebody asks for
 * it: that option has Node.js compile its own modules anew at each start.
 */
export function giveBackGc(): void {
  if ('gc' in globalThis) return;
  const become = (value: unknown) =>
    Object.defineProperty(globalThis, 'gc', {
      value,
      configurable: false,
      enumerable: true,
      writable: true,
    });
  Object.defineProperty(globalThis, 'gc', {
    configurable: true,
    enumerable: true,
    get() {
      const gc = exposedGc();
      become(gc);
      return gc;
    },
    set: become,
  });
}

/** V8 gives it to contexts that are made from then on. */
function exposedGc(): unknown {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  const gc = process.getBuiltinModule('node:vm').runInNewContext('gc');
  return Object.setPrototypeOf(gc, Function.prototype);
}
