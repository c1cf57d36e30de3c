import { version } from '../support/version.ts';
import { type Streams, tellUsage } from './tell-usage.ts';

const usage = `Usage: antifreeze <command> [options]

  view             shows what functions on this machine send, on a page or in the terminal
  doctor --local   looks at the project in this folder: what is traced, what to write, whether a span arrives
  doctor           looks at an AWS account: which functions are traced, how, and what is wrong
  relay            looks into the dead-letter queue of a relay, and sends its messages back
  size             tells how much of a bundle is antifreeze

antifreeze <command> --help tells the options of each, antifreeze --version the version.
`;

/** Answers where the first argument is no command: help, the version, or a mistake. Gives the exit code. */
export function tellCommands(word: string | undefined, streams: Streams): number {
  if (word === '--version' || word === '-v') {
    streams.out(`${version}\n`);
    return 0;
  }
  const asksForHelp = ['--help', '-h', 'help'].includes(word ?? '');
  const problem = word === undefined ? 'No command.' : `There is no command ${word}.`;
  return tellUsage(usage, asksForHelp ? '' : problem, streams);
}
