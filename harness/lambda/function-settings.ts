import type { Runtime, RuntimeName } from './runtimes.ts';

export interface FunctionSettings {
  /** The folder that becomes `LAMBDA_TASK_ROOT` and the working directory. */
  readonly directory: string;
  /** As in Lambda's configuration: `index.handler`. */
  readonly handler: string;
  readonly runtime?: RuntimeName;
  readonly functionName?: string;
  /** Counted from the delivery of the event to the moment when the runtime asks for the next one; unless given 20 seconds, not Lambda's 3: a machine may be busy. */
  readonly timeoutMs?: number;
  /** How long initialisation may take; unless given a minute, not Lambda's 10 seconds. */
  readonly initTimeoutMs?: number;
  /** What `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` says; of it, only what is for JavaScript's objects is enforced. */
  readonly memoryMb?: number;
  /** The share of a processor that it gets, from its start to its end: 0.1 for a tenth; all of one unless given. */
  readonly processorShare?: number;
  /** The function's own variables, over Lambda's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More than one: as on Lambda Managed Instances, events overlap and nothing is frozen (nodejs24.x). */
  readonly concurrency?: number;
  /** Whether extensions may register; `true` unless given. */
  readonly takesExtensions?: boolean;
  /** Command-line options for Node.js, after those of Lambda. */
  readonly nodeOptions?: readonly string[];
}

export const defaultTimeoutMs = 20_000;
export const defaultInitTimeoutMs = 60_000;

/** The memory of a function that doesn't say, in megabytes, as on Lambda. */
export const defaultMemoryMb = 128;

const region = 'eu-west-1';
const account = '123456789012';

function functionName(settings: FunctionSettings): string {
  return settings.functionName ?? 'function-under-test';
}

export function functionArn(settings: FunctionSettings): string {
  return `arn:aws:lambda:${region}:${account}:function:${functionName(settings)}`;
}

/** The variables a function finds on Lambda (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html), and of ours only PATH. */
export function functionEnvironment(
  settings: FunctionSettings,
  runtime: Runtime,
  sandbox: { readonly runtimeApi: string; readonly temporaryDirectory: string },
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    TMPDIR: sandbox.temporaryDirectory,
    LAMBDA_TASK_ROOT: settings.directory,
    AWS_LAMBDA_RUNTIME_API: sandbox.runtimeApi,
    _HANDLER: settings.handler,
    AWS_LAMBDA_FUNCTION_NAME: functionName(settings),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb ?? defaultMemoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName(settings)}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime.name}`,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: 'example',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...concurrencyVariables(settings.concurrency ?? 1),
    ...settings.environment,
  };
}

function concurrencyVariables(concurrency: number): Record<string, string> {
  if (concurrency === 1) return {};
  return {
    AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency),
    // The runtime would start eight threads for each core.
    AWS_LAMBDA_NODEJS_WORKER_COUNT: '2',
  };
}
