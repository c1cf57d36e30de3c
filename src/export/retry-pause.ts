/** Between half of a delay and all of it, in milliseconds, so that not all come back at once. */
export function jittered(delay: number): number {
  return delay * (0.5 + Math.random() / 2);
}

/** Holds the event loop: if that ran empty during a flush, the runtime would take the invocation for done. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
