/** Where a command writes. */
interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Shows how a command is used, with what was wrong, if anything. Gives the exit code. */
export function tellUsage(usage: string, problem: string, { out, error }: Streams): number {
  if (problem) error(`${problem}\n\n`);
  out(usage);
  return problem ? 2 : 0;
}
