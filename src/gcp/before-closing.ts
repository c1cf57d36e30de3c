import type { Socket } from 'node:net';

/**
 * Calls `act` before anything closes a connection from this side: Express does so where a handler fails after it has
 * answered, and counts on the answer being gone. Returns a function that takes this back.
 */
export function beforeClosing(socket: Socket | null, act: () => void): () => void {
  if (!socket) return () => undefined;
  const restores = (['destroy', 'end'] as const).map((name) => {
    const own = Object.getOwnPropertyDescriptor(socket, name);
    const value = (...args: unknown[]) => {
      act();
      restore();
      return Reflect.apply(socket[name], socket, args) as unknown;
    };
    Object.defineProperty(socket, name, { configurable: true, writable: true, value });
    return () => {
      if (own) Object.defineProperty(socket, name, own);
      else Reflect.deleteProperty(socket, name);
    };
  });
  const restore = () => {
    for (const each of restores) each();
  };
  return restore;
}
