/**
 * What happens where a tool of the cloud tests is missing: an error on CI; elsewhere it is said on standard error, and
 * undefined stands for the tool.
 */
export function skipOutsideCi(problem: string, cause: unknown): undefined {
  const message = `${problem}: ${cause}`;
  if (process.env['CI']) throw new Error(message, { cause });
  console.error(`\n*** SKIPPED: ${message} ***\n`);
}
