import type { Socket } from 'node:net';

/**
 * Keeps a connection open whatever closes it on this side: Express does so where a handler fails after it has answered,
 * and counts on the answer being gone. Returns a function that lets it close, and does what was asked for meanwhile.
 */
export function delayClosing(socket: Socket | null): () => void {
  if (!socket) return () => undefined;
  const delayed: (() => void)[] = [];
  const restores = (['destroy', 'end'] as const).map((name) => {
    const own = Object.getOwnPropertyDescriptor(socket, name);
    const value = (...args: unknown[]) => {
      delayed.push(() => Reflect.apply(socket[name], socket, args));
      return socket;
    };
    Object.defineProperty(socket, name, { configurable: true, writable: true, value });
    return () => {
      if (own) Object.defineProperty(socket, name, own);
      else Reflect.deleteProperty(socket, name);
    };
  });
  return () => {
    for (const restore of restores) restore();
    for (const close of delayed) close();
  };
}
