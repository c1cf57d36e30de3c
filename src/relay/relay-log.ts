import { itemsOf } from '../support/signal.ts';
import type { DeliveryReport } from './delivery.ts';
import type { RelayedBatch } from './relay-batch.ts';
import type { PoisonMessage } from './relay-record.ts';

/** Takes one line for the relay's own log. */
export type RelayLog = (line: string) => void;

/** Messages that are named in one line. */
const mostNamed = 10;

/** Tells what was not delivered, in one line a problem, without the content of any message. */
export function reportProblems(
  { deliveries, poison, undelivered }: RelayedBatch,
  log: RelayLog,
  notSlowed?: Error,
): void {
  const tell = (problem: string) => log(`antifreeze relay: ${problem}`);
  if (poison.length > 0) tell(describePoison(poison));
  for (const delivery of deliveries) {
    for (const problem of describeDelivery(delivery)) tell(problem);
  }
  if (deliveries.some(({ halt }) => halt)) {
    tell(`${undelivered.length} messages go back to the queue`);
  }
  if (notSlowed) tell(`the queue could not be slowed down: ${describe(notSlowed)}`);
}

function describePoison(poison: readonly PoisonMessage[]): string {
  const named = poison
    .slice(0, mostNamed)
    .map(({ record, reason }) => `${record.messageId} (${reason})`);
  const rest = poison.length > mostNamed ? ' and more' : '';
  return `${poison.length} messages can't be read, and are left to the dead letters: ${named.join(', ')}${rest}`;
}

function describeDelivery(delivery: DeliveryReport): string[] {
  const { destination, signal, halt, refused, rejected } = delivery;
  const items = itemsOf[signal];
  const problems: string[] = [];
  for (const [record, error] of [...refused].slice(0, mostNamed)) {
    problems.push(`${destination} refuses the message ${record.messageId}: ${describe(error)}`);
  }
  if (rejected > 0)
    problems.push(`${destination} took a request, but rejected ${rejected} of its ${items}`);
  if (halt) {
    const why = halt.transient ? `can't take ${items} now` : 'refuses all messages';
    problems.push(`${destination} ${why}: ${describe(halt.error)}`);
  }
  return problems;
}

/** The error's message, and those of its causes, on one line. */
function describe(error: Error): string {
  const cause = error.cause instanceof Error ? `: ${describe(error.cause)}` : '';
  return error.message.replace(/\s+/g, ' ') + cause;
}
