import { parseArgs } from 'node:util';
import { problemIn } from '../../tell-usage.ts';
import { type FailOn, isLevel } from '../doctor-arguments.ts';

/** What `antifreeze doctor --local` was asked for. */
interface LocalCommand {
  readonly path: string;
  /** `aws`, `google` or a URL; undefined for what the environment or the project names. */
  readonly endpoint: string | undefined;
  readonly sends: boolean;
  readonly json: boolean;
  readonly failOn: FailOn;
}

/** A command, or what is wrong with the arguments; an empty text where only help was asked for. */
export type ReadLocalCommand =
  | { readonly status: 'command'; readonly command: LocalCommand }
  | { readonly status: 'usage'; readonly problem: string };

/** Shown for help, and with a mistake. */
export const localUsage = `Usage: antifreeze doctor --local [options]

Looks at the project in this folder: which functions it has, what would trace them, and the lines to write for that.
Then sends one span to where its spans go, and says why it doesn't arrive.

  --path <folder>     the project (default: this folder)
  --endpoint <URL>    where the span is sent, as OTEL_EXPORTER_OTLP_ENDPOINT has it; or aws, or google
                      (default: what this shell's variables say, then what the project says)
  --no-send           sends nothing
  --json              prints JSON
  --fail-on <level>   the exit code is 1 for problems of this level: error (default), warning or never
  --help

Exit code: 0 for no problems, 1 for problems, 2 where it could not look.
`;

/** Reads the arguments after `antifreeze doctor`. Never throws. */
export function readLocalCommand(args: readonly string[]): ReadLocalCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        local: { type: 'boolean' },
        path: { type: 'string', default: '.' },
        endpoint: { type: 'string' },
        'no-send': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'fail-on': { type: 'string', default: 'error' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { path, endpoint, json, 'no-send': isSilent, 'fail-on': failOn } = values;
    if (values.help) return mistake('');
    if (!isLevel(failOn)) return mistake('--fail-on is not one of error, warning, never.');
    if (endpoint !== undefined && !isEndpoint(endpoint))
      return mistake('--endpoint is not aws, google, or a URL such as http://localhost:4318.');
    return { status: 'command', command: { path, endpoint, json, failOn, sends: !isSilent } };
  } catch (error) {
    return mistake(problemIn(error));
  }
}

function mistake(problem: string): ReadLocalCommand {
  return { status: 'usage', problem };
}

function isEndpoint(text: string): boolean {
  return /^(?:aws|google)$/i.test(text) || (/^https?:\/\//i.test(text) && URL.canParse(text));
}
