/** Where a command writes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Shows how a command is used, with what was wrong, if anything. Gives the exit code. */
export function tellUsage(usage: string, problem: string, { out, error }: Streams): number {
  if (problem) error(`${problem}\n\n${usage}`);
  else out(usage);
  return problem ? 2 : 0;
}

/** What is wrong with arguments, as `parseArgs` says it, without its advice on what begins with a dash. */
export function problemIn(error: unknown): string {
  const { message } = error as Error;
  return message.replace(/\. To specify a positional .*$/s, '').replace(/\.?$/, '.');
}
