import { moduleCache } from '../support/module-cache.ts';
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

/** Calls a handler. */
export type CallHandler = (target: () => unknown, self: unknown, args: unknown[]) => unknown;

/**
 * Leaves our frames out of the stack of what was thrown, and puts the runtime's there for which they left no room, above
 * that of `callHandler`.
 */
export function bareStack(thrown: unknown, call?: RuntimeCall, callHandler?: CallHandler): void {
  try {
    if (!(thrown instanceof Error) || !Object.hasOwn(thrown, 'stack')) return;
    const all = thrown.stack?.split('\n') ?? [];
    const lines = all.filter((line) => !line.includes(frameNames.inBetween));
    const border = callHandler && borderOf(callHandler);
    const ours = lines.findIndex((line) => border && line.endsWith(border));
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

/**
 * How its frame ends: with its place. A source map of minified code has other names for it than ours, where Node.js is told
 * to read them.
 */
function borderOf(callHandler: CallHandler): string | undefined {
  const { stack } = callHandler(() => new Error(), undefined, []) as Error;
  return stack?.split('\n')[2]?.replace(/^.* (?=\()/, ' ');
}

/** V8 names a function by the property of `this` that holds it as well: that one holds the proxy. */
function asMethod(frame: string, { handler, proxy, self }: RuntimeCall): string {
  const name = Object.entries(self ?? {}).find(([, value]) => value === proxy)?.[0];
  // Of a bound function, or another proxy, the frame is of what is behind.
  const isBehind = /\[native code\]\s*}$/.test(Function.prototype.toString.call(handler));
  if (name === undefined || isBehind) return frame;
  const anonymous = frame.replace('.<anonymous> (', `.${name} (`);
  if (anonymous !== frame || isMapped(frame)) return anonymous;
  return frame.includes(`.${name} (`) ? frame : frame.replace(' (', ` [as ${name}] (`);
}

/** Whether Node.js has written it by a source map, which leaves out the names that V8 adds. Of a module it writes a URL. */
function isMapped(frame: string): boolean {
  const file = /\((.+):\d+:\d+\)$/.exec(frame)?.[1] ?? '';
  return process.sourceMapsEnabled && !file.startsWith('file:') && !(file in moduleCache());
}
