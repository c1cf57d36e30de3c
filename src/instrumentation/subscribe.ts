import { listenTo } from '../support/channel-listener.ts';
import { guard } from '../support/guard.ts';

/** What is to be done with a message, by the name of its diagnostics channel. */
export type Listeners<Message> = Readonly<Record<string, (message: Message) => void>>;

/** Listens to diagnostics channels by name. Returns what ends that. A listener that fails does so in the log only. */
export function subscribe<Message>(listeners: Listeners<Message>): () => void {
  const ends = Object.entries(listeners).map(([channel, listener]) =>
    listenTo(channel, (message) => void guard(channel, () => listener(message as Message))),
  );
  return () => {
    for (const end of ends) end();
  };
}
