import { subscribe as subscribeTo, unsubscribe } from 'node:diagnostics_channel';
import { guard } from '../support/guard.ts';

/** What is to be done with a message, by the name of its diagnostics channel. */
export type Listeners<Message> = Readonly<Record<string, (message: Message) => void>>;

/** Listens to diagnostics channels by name. Returns what ends that. A listener that fails does so in the log only. */
export function subscribe<Message>(listeners: Listeners<Message>): () => void {
  const guarded = Object.entries(listeners).map(
    ([channel, listener]) =>
      [
        channel,
        (message: unknown) => void guard(channel, () => listener(message as Message)),
      ] as const,
  );
  for (const [channel, listener] of guarded) subscribeTo(channel, listener);
  return () => {
    for (const [channel, listener] of guarded) unsubscribe(channel, listener);
  };
}
