import { startFunction } from '../start-function.ts';

/** A function as it is deployed, with its files unzipped. */
export interface DeployedFunction {
  readonly directory: string;
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The folder of its layer, which Lambda has in /opt. */
  readonly opt?: string;
}

/** Calls the function once in a new environment, and gives its answer. Throws where it fails. */
export async function callDeployed(
  { directory, handler, variables, opt = '/opt' }: DeployedFunction,
  event: unknown,
): Promise<string> {
  const wrapper = variables['AWS_LAMBDA_EXEC_WRAPPER']?.replace('/opt', opt);
  const fn = await startFunction({
    directory,
    handler,
    environment: {
      ...variables,
      ...(wrapper !== undefined && { AWS_LAMBDA_EXEC_WRAPPER: wrapper }),
    },
  });
  const { status, payload } = await fn.invoke(event);
  await fn.frozen();
  await fn.close();
  if (status !== 'response') throw new Error(`${handler} has failed: ${status}, ${payload}`);
  return payload;
}
