import { inspectQueue } from './inspect-queue.ts';
import type { QueueClient } from './queue-client.ts';
import { redriveQueue } from './redrive-queue.ts';
import { type RelayCommand, readCommand, usage } from './relay-arguments.ts';
import { type Streams, tellUsage } from './tell-usage.ts';

/** What a command needs of the world. */
interface RelayEnvironment extends Streams {
  /** `undefined` where there is no SDK. */
  loadClient(queueUrl: URL): Promise<QueueClient | undefined>;
}

/** Runs `antifreeze relay` with the arguments after that. Gives the exit code; never rejects. */
export async function runRelay(
  args: readonly string[],
  { out, error, loadClient }: RelayEnvironment,
): Promise<number> {
  const read = readCommand(args);
  if (read.status === 'usage') return tellUsage(usage, read.problem, { out, error });
  const client = await loadClient(read.command.queueUrl);
  if (!client) {
    error(
      '@aws-sdk/client-sqs is not installed here: npm install --save-dev @aws-sdk/client-sqs\n',
    );
    return 1;
  }
  try {
    out(`${(await carryOut(read.command, client)).join('\n')}\n`);
    return 0;
  } catch (problem) {
    error(`${problem}\n`);
    return 1;
  } finally {
    client.destroy();
  }
}

function carryOut({ action, ...options }: RelayCommand, client: QueueClient): Promise<string[]> {
  const queueUrl = options.queueUrl.href;
  return action === 'inspect'
    ? inspectQueue(client, queueUrl, options.max)
    : redriveQueue(client, queueUrl, options);
}
