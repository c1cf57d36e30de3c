/**
 * The error by which a call failed: `thrown` itself, or what is behind it. Undefined where the caller gave the call up;
 * that its time was up is a failure all the same, whoever watched the clock. `signal` is what the caller may abort by.
 */
export function failureBehind(thrown: unknown, signal?: AbortSignal): unknown {
  if (!isCancellation(thrown)) return thrown;
  for (const reason of [...reasonsOf(thrown), ...reasonsOf(signal?.reason)]) {
    if (!isCancellation(reason)) return isTimeout(reason) ? reason : undefined;
    if (isTimeout(reason) || wasAbortedByTimer(reason)) return timeoutError(reason.message);
  }
  return undefined;
}

/** What `AbortSignal.timeout()` gives as its reason. */
export function timeoutError(message: string): Error {
  return new DOMException(message, 'TimeoutError');
}

/** Whether `reason` says that somebody's time was up. */
export function isTimeout(reason: unknown): boolean {
  const { name, message } = Object(reason) as Error;
  return [name, message, reason].some(
    (text) => typeof text === 'string' && /time-?d?[ -]?out/i.test(text),
  );
}

interface Cancellation extends Error {
  /** Of axios, which gives no cause. */
  readonly config?: { readonly signal?: { readonly reason?: unknown } };
}

/** Made by an AbortSignal, or by a client in answer to one. */
export function isCancellation(reason: unknown): reason is Cancellation {
  return /^(Abort|Cancell?ed)Error$/.test(String((Object(reason) as Error).name));
}

/** `reason`, what it names as its own reason, and so on. */
function reasonsOf(reason: unknown): unknown[] {
  const reasons: unknown[] = [];
  for (let next = reason; next !== undefined && !reasons.includes(next); ) {
    reasons.push(next);
    const { cause, config } = Object(next) as Cancellation;
    next = cause ?? config?.signal?.reason;
  }
  return reasons;
}

/** `setTimeout(() => controller.abort(), 1_000)`, as ky does too: an abort that says no reason knows by whom it was called. */
function wasAbortedByTimer({ stack }: Error): boolean {
  return / listOnTimeout \(node:internal\/timers/.test(String(stack));
}
