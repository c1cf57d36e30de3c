import type { LambdaClient } from './aws-clients.ts';
import { scanDownload } from './download.ts';
import type { Gaps } from './gaps.ts';

/** The versions of this package in a function's code. */
export async function findVersions(
  name: string,
  lambda: LambdaClient,
  gaps: Gaps,
): Promise<readonly string[] | undefined> {
  return gaps.attempt('what is in the code', 'lambda:GetFunction', async () => {
    const { Code } = await lambda.getFunction({ FunctionName: name });
    return (await scanDownload(Code?.Location)).versions;
  });
}
