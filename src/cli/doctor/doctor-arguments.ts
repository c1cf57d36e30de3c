import { parseArgs } from 'node:util';
import { problemIn } from '../tell-usage.ts';

/** What `antifreeze doctor` was asked for. */
export interface DoctorCommand {
  /** None for that of the environment, or of the profile. */
  readonly regions: readonly string[];
  readonly profile: string | undefined;
  /** Names of functions, with `*` for anything; none for all functions. */
  readonly patterns: readonly string[];
  readonly json: boolean;
  readonly all: boolean;
  readonly inspectCode: boolean;
  readonly failOn: FailOn;
}

/** The least severity that makes the exit code 1. */
export type FailOn = 'error' | 'warning' | 'never';

/** A command, or what is wrong with the arguments; an empty text where only help was asked for. */
export type ReadDoctorCommand =
  | { readonly status: 'command'; readonly command: DoctorCommand }
  | { readonly status: 'usage'; readonly problem: string };

/** Shown for help, and with a mistake. */
export const doctorUsage = `Usage: antifreeze doctor [options]

Tells which Lambda functions of an account are traced, how, and what is wrong. With --local it looks at the project in
this folder instead, with options of its own: see antifreeze doctor --local --help.

  --region <name>     region to look at; several with commas, or repeated (default: as the AWS command line)
  --profile <name>    profile of the AWS configuration
  --function <name>   only functions of this name, where * stands for anything; repeatable
  --inspect-code      looks into the code of functions, to find antifreeze where no layer brings it
  --all               lists the functions that are not traced, too
  --json              prints JSON
  --fail-on <level>   the exit code is 1 for problems of this level: error (default), warning or never
  --help

Exit code: 0 for no problems, 1 for problems, 2 where it could not look.
Needs @aws-sdk/client-lambda in your project, and looks further with client-sqs and client-iam.
`;

/** Reads the arguments after `antifreeze doctor`. Never throws. */
export function readDoctorCommand(args: readonly string[]): ReadDoctorCommand {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        region: { type: 'string', multiple: true, default: [] },
        profile: { type: 'string' },
        function: { type: 'string', multiple: true, default: [] },
        'inspect-code': { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'fail-on': { type: 'string', default: 'error' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { status: 'usage', problem: '' };
    const regions = values.region.flatMap((names) => names.split(',')).map((name) => name.trim());
    const failOn = values['fail-on'];
    const strange = regions.find((name) => !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(name));
    if (strange !== undefined) return mistake(`--region ${strange} is not a region.`);
    if (!isLevel(failOn)) return mistake('--fail-on is not one of error, warning, never.');
    return {
      status: 'command',
      command: {
        regions: [...new Set(regions)],
        profile: values.profile,
        patterns: values.function,
        json: values.json,
        all: values.all,
        inspectCode: values['inspect-code'],
        failOn,
      },
    };
  } catch (error) {
    return mistake(problemIn(error));
  }
}

function mistake(problem: string): ReadDoctorCommand {
  return { status: 'usage', problem };
}

/** Whether `--fail-on` takes a word. */
export function isLevel(word: string): word is FailOn {
  return ['error', 'warning', 'never'].includes(word);
}

/** Whether a function was asked for. */
export function isChosen(name: string, { patterns }: DoctorCommand): boolean {
  const expressions = patterns.map(
    (pattern) => new RegExp(`^${pattern.replace(/[^\w*-]/g, '\\$&').replaceAll('*', '.*')}$`),
  );
  return patterns.length === 0 || expressions.some((expression) => expression.test(name));
}
