import type { Outcome } from '../core/outcome.ts';
import type { RunningInvocation } from '../core/start-invocation.ts';

/** What stands in stack traces between a handler's frames and ours. */
const border = 'antifreeze:handler';

/** What a frame of ours is called that stands between others. */
const inBetween = 'antifreeze:answer';

type AnyFunction = (...args: never[]) => unknown;

/** Calls a handler, and says so in stack traces. */
export const callHandler: (target: AnyFunction, self: unknown, args: unknown[]) => unknown = named(
  border,
  (target, self, args) => Reflect.apply(target, self, args),
);

/** The same function, whose frame is left out of the stack traces that the runtime sees. */
export const leftOut = <Work extends AnyFunction>(work: Work): Work => named(inBetween, work);

/** Calls `work`, of whose errors the runtime sees no frame that is left out. */
export const throwingBare: <Result>(work: () => Result) => Result = leftOut((work) => {
  try {
    return work();
  } catch (error) {
    clear(error);
    throw error;
  }
});

/** Also after minifying. */
function named<Work extends AnyFunction>(value: string, work: Work): Work {
  return Object.defineProperty(work, 'name', { value });
}

/** How the runtime called a handler. */
export interface RuntimeCall {
  readonly handler: unknown;
  /** What stands for it. */
  readonly proxy: unknown;
  readonly self: unknown;
  /** The runtime's frames. Made when it is read, which is what costs. */
  readonly stack?: unknown;
}

/** Notes who called `callee`. */
export function noteFrames(call: RuntimeCall, callee: AnyFunction): RuntimeCall {
  Error.captureStackTrace(call, callee);
  return call;
}

/**
 * The same invocation, whose error reaches the runtime, and so the function's caller, with the stack trace that it
 * would have without us: ours are in the way of the runtime's frames, of which V8 keeps ten in all. The handler's own
 * code sees its errors as they are.
 */
export function withBareFrames(running: RunningInvocation, call: RuntimeCall): RunningInvocation {
  const withCleared =
    <Result>(use: (outcome?: Outcome) => Result) =>
    (outcome?: Outcome): Result => {
      if (outcome?.status === 'threw') clear(outcome.error, call);
      return use(outcome);
    };
  return {
    ...running,
    answer: withCleared(running.answer as (outcome?: Outcome) => void),
    end: withCleared(running.end),
    finish: withCleared(running.finish),
  };
}

function clear(thrown: unknown, call?: RuntimeCall): void {
  try {
    if (!(thrown instanceof Error) || !Object.hasOwn(thrown, 'stack')) return;
    const all = thrown.stack?.split('\n') ?? [];
    const lines = all.filter((line) => !line.includes(inBetween));
    const ours = lines.findIndex((line) => line.includes(`${border} (`));
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
