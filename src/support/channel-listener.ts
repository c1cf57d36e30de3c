import { type Channel, type ChannelListener, channel } from 'node:diagnostics_channel';

/** Whose listeners a channel has: test runners such as Jest have a realm for each file, with a copy of us in it. */
interface Listening {
  readonly realm: typeof globalThis;
  readonly ends: (() => void)[];
}

const listening = Symbol.for('antifreeze.listening');

/**
 * Listens to a diagnostics channel by its name. Returns what ends that. Channels are of the process, and would keep every
 * realm that has listened to one: so those of the newest realm end those of the one before.
 */
export function listenTo(name: string, listener: ChannelListener): () => void {
  const shared = channel(name) as Channel & { [listening]?: Listening };
  const before = shared[listening];
  if (before?.realm !== globalThis) {
    for (const end of before?.ends ?? []) end();
    shared[listening] = { realm: globalThis, ends: [] };
  }
  const end = () => void shared.unsubscribe(listener);
  shared.subscribe(listener);
  shared[listening]?.ends.push(end);
  return end;
}
