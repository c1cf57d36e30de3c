import { parseQueueUrl } from '../queue-url.ts';
import type { Rule, Subject } from '../rule.ts';

const urlVariable = 'ANTIFREEZE_RELAY_QUEUE_URL';

/** Whether a function that sends to a relay reaches its queue. */
export const relayQueueRules: readonly Rule[] = [
  {
    id: 'relay-url-missing',
    severity: 'error',
    meaning: `\`ANTIFREEZE_RELAY\` is set without \`${urlVariable}\``,
    remedy: `Set ${urlVariable} to the URL of the queue.`,
    // Code can set it as well, but there is none where the layer traces.
    find: ({ described: { variables = {} }, tracing }) =>
      tracing.by === 'layer' && variables['ANTIFREEZE_RELAY'] && !variables[urlVariable]
        ? [`It has no ${urlVariable}, so its spans go to the endpoint.`]
        : [],
  },
  {
    id: 'relay-off',
    severity: 'warning',
    meaning: `\`${urlVariable}\` is set without \`ANTIFREEZE_RELAY\``,
    remedy: 'Set ANTIFREEZE_RELAY to sqs, or remove the URL.',
    find: ({ described: { variables = {} }, tracing }) =>
      tracing.by === 'layer' && variables[urlVariable] && !variables['ANTIFREEZE_RELAY']
        ? ['ANTIFREEZE_RELAY is not set, so its spans go to the endpoint.']
        : [],
  },
  {
    id: 'relay-url-malformed',
    severity: 'error',
    meaning: `\`${urlVariable}\` is not the URL of a standard SQS queue`,
    remedy: 'Set it to the URL that SQS gives, not the ARN; a FIFO queue will not do.',
    find: ({ described: { variables = {} } }) => {
      const given = variables[urlVariable];
      const parsed = parseQueueUrl(given ?? '');
      if (!given || (parsed && !parsed.name.endsWith('.fifo'))) return [];
      return parsed
        ? ['Its queue is a FIFO queue.']
        : [`${urlVariable} is not the URL of a queue.`];
    },
  },
  {
    id: 'relay-elsewhere',
    severity: 'warning',
    meaning: 'The queue is in another region than the function',
    remedy: 'Have a queue and a relay in each region.',
    find: ({ described: { arn, relayQueue } }) => {
      const region = regionOf(relayQueue?.arn ?? arn);
      return region === regionOf(arn)
        ? []
        : [`Its queue is in ${region}: each flush goes there, and costs time and traffic.`];
    },
  },
  {
    id: 'relay-queue-absent',
    severity: 'error',
    meaning: 'There is no such queue',
    remedy: `Create the queue, or correct ${urlVariable}.`,
    find: ({ described: { relayQueue } }) =>
      relayQueue?.attributes === 'absent' ? ['There is no queue at its URL.'] : [],
  },
  {
    id: 'relay-send-denied',
    severity: 'error',
    meaning: "The function's role may not send to the queue",
    remedy: 'Allow sqs:SendMessage on the queue.',
    find: ({ described: { maySend } }) =>
      maySend === false ? ['Its role may not send to the queue, so its spans are lost.'] : [],
  },
  {
    id: 'relay-not-emptied',
    severity: 'warning',
    meaning: 'No function of this account is invoked with the messages of the queue',
    remedy: 'Deploy the relay, with an event source mapping from the queue.',
    find: (subject) => (isUnheard(subject) ? ['No relay of this account empties its queue.'] : []),
  },
];

function regionOf(arn: string): string | undefined {
  return arn.split(':')[3];
}

function accountOf(arn: string): string | undefined {
  return arn.split(':')[4];
}

/** Who empties the queue of another account can't be seen. */
function isUnheard({ described: { arn, relayQueue } }: Subject): boolean {
  if (!relayQueue?.mappings || relayQueue.attributes === 'absent') return false;
  if (accountOf(relayQueue.arn) !== accountOf(arn)) return false;
  return !relayQueue.mappings.some(({ isEnabled }) => isEnabled);
}
