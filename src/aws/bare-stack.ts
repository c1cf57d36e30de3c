import { frameNames } from './frame-names.ts';

/** How the runtime called a handler. */
export interface RuntimeCall {
  readonly handler: unknown;
  /** What stands for it. */
  readonly proxy: unknown;
  readonly self: unknown;
  /** The runtime's frames. Made when it is read, which is what costs. */
  readonly stack?: unknown;
}

/** Leaves our frames out of the stack of what was thrown, and puts the runtime's there for which they left no room. */
export function bareStack(thrown: unknown, call?: RuntimeCall): void {
  try {
    if (!(thrown instanceof Error) || !Object.hasOwn(thrown, 'stack')) return;
    const all = thrown.stack?.split('\n') ?? [];
    const lines = all.filter((line) => !line.includes(frameNames.inBetween));
    const ours = lines.findIndex((line) => line.includes(`${frameNames.border} (`));
    if (ours >= 0 && typeof call?.stack === 'string') {
      // As many as fit, had ours not been there.
      const above = call.stack.split('\n').slice(1, 1 + all.length - ours);
      lines.splice(ours - 1, lines.length, asMethod(lines[ours - 1] ?? '', call), ...above);
    }
    if (lines.length !== all.length || ours >= 0) Reflect.set(thrown, 'stack', lines.join('\n'));
  } catch {
    // An error that can't be read, or be changed, goes on as it is.
  }
}

/** V8 names a function by the property of `this` that holds it as well: that one holds the proxy. */
function asMethod(frame: string, { handler, proxy, self }: RuntimeCall): string {
  const name = Object.entries(self ?? {}).find(([, value]) => value === proxy)?.[0];
  // Of a bound function, or another proxy, the frame is of what is behind.
  const isBehind = /\[native code\]\s*}$/.test(Function.prototype.toString.call(handler));
  if (name === undefined || isBehind) return frame;
  const anonymous = frame.replace('.<anonymous> (', `.${name} (`);
  if (anonymous !== frame) return anonymous;
  return frame.includes(`.${name} (`) ? frame : frame.replace(' (', ` [as ${name}] (`);
}
