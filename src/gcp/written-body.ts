/** Under which a request has who wants to see what is written in answer to it. */
const listenerKey = Symbol.for('antifreeze.written');

/** Hears of the arguments of `write` and `end`. */
export type WrittenListener = (args: readonly unknown[]) => void;

export function listenToWritten(request: object, listener: WrittenListener): void {
  Object.defineProperty(request, listenerKey, { value: listener });
}

export function writtenListener(request: object): WrittenListener | undefined {
  return (request as { [listenerKey]?: WrittenListener })[listenerKey];
}
