import type { Config } from '../config/config.ts';
import type { LambdaEnvironment } from '../config/lambda-environment.ts';
import { temporaryDirectory } from '../config/temporary-directory.ts';

/**
 * Where the journal is; undefined for none. Only on Lambda, where the temporary directory belongs to the function alone,
 * and on Linux, where one can tell whether a process still has its journal.
 */
export function journalFolder(
  { journal }: Config,
  { runtimeApi }: LambdaEnvironment,
): string | undefined {
  const keeps = journal && runtimeApi !== undefined;
  return keeps && process.platform === 'linux' ? `${temporaryDirectory()}/antifreeze` : undefined;
}
