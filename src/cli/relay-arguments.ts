import { parseArgs } from 'node:util';
import { problemIn } from './tell-usage.ts';

/** What `antifreeze relay` was asked for. */
export interface RelayCommand {
  readonly action: 'inspect' | 'redrive';
  readonly queueUrl: URL;
  /** Most messages to look at or to move. */
  readonly max: number | undefined;
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

/** A command, or what is wrong with the arguments; an empty text where only help was asked for. */
export type ReadCommand =
  | { readonly status: 'command'; readonly command: RelayCommand }
  | { readonly status: 'usage'; readonly problem: string };

/** Shown for help, and with a mistake. */
export const usage = `Usage: antifreeze relay <inspect|redrive> --queue-url <URL of the dead-letter queue> [options]

  inspect   tells what is in the queue, and leaves it there
  redrive   sends messages back to the queue that they came from

  --max <count>   looks at, or moves, so many messages at most (inspect: 100)
  --to <URL>      redrive: the queue to send to, where it isn't the dead-letter queue's only source
  --dry-run       redrive: only tells what would be moved
  --help

Needs @aws-sdk/client-sqs in your project, and credentials as for the AWS command line.
`;

/** Reads the arguments after `antifreeze relay`. Never throws. */
export function readCommand(args: readonly string[]): ReadCommand {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'queue-url': { type: 'string' },
        max: { type: 'string' },
        to: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { status: 'usage', problem: '' };
    return commandOf(positionals, {
      queueUrl: values['queue-url'],
      max: values.max,
      to: values.to,
      dryRun: values['dry-run'],
    });
  } catch (error) {
    return { status: 'usage', problem: problemIn(error) };
  }
}

interface Options {
  readonly queueUrl: string | undefined;
  readonly max: string | undefined;
  readonly to: string | undefined;
  readonly dryRun: boolean;
}

function commandOf(
  [action, ...others]: readonly string[],
  { queueUrl, max, to, dryRun }: Options,
): ReadCommand {
  const mistakes: readonly (readonly [wrong: boolean, problem: string])[] = [
    [action === undefined, 'Say inspect or redrive.'],
    [!isAction(action), `${action} is not inspect or redrive.`],
    [others.length > 0, `There is one word too many: ${others[0]}.`],
    [queueUrl === undefined, 'Say which queue with --queue-url.'],
    [!URL.canParse(queueUrl ?? ''), '--queue-url is not a URL.'],
    [to !== undefined && !URL.canParse(to), '--to is not a URL.'],
    [max !== undefined && !/^[1-9]\d*$/.test(max), '--max is not a whole number above 0.'],
  ];
  const problem = mistakes.find(([wrong]) => wrong)?.[1];
  if (problem !== undefined || !isAction(action) || queueUrl === undefined)
    return { status: 'usage', problem: problem ?? '' };
  return {
    status: 'command',
    command: {
      action,
      queueUrl: new URL(queueUrl),
      max: max ? Number(max) : undefined,
      to,
      dryRun,
    },
  };
}

function isAction(word: string | undefined): word is RelayCommand['action'] {
  return word === 'inspect' || word === 'redrive';
}
