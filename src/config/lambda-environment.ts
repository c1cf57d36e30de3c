import type { Environment } from './read-setting.ts';

/** What AWS Lambda tells a function through its environment. Missing or empty variables are undefined. */
export interface LambdaEnvironment {
  readonly functionName: string | undefined;
  readonly functionVersion: string | undefined;
  readonly memorySizeMb: number | undefined;
  readonly logGroupName: string | undefined;
  readonly logStreamName: string | undefined;
  /** Whether the runtime makes a JSON object of each line that is logged. */
  readonly logsJson: boolean;
  readonly region: string | undefined;
  /** `on-demand`, `provisioned-concurrency`, `snap-start` or `lambda-managed-instances`. */
  readonly initializationType: string | undefined;
  /** Invocations that one environment runs at a time; set on Managed Instances only. */
  readonly maxConcurrency: number | undefined;
  /** Whether the runtime talks to its API without the native client. */
  readonly usesAlternativeClient: boolean;
  /** Host and port of the Runtime API. */
  readonly runtimeApi: string | undefined;
  /** Host and port of the X-Ray daemon, for TCP or UDP alike. */
  readonly xRayDaemon: string | undefined;
  /** The managed runtime, such as `AWS_Lambda_nodejs24.x`; undefined in container images. */
  readonly executionEnvironment: string | undefined;
}

/** Reads the variables that Lambda defines. Never throws. */
export function readLambdaEnvironment(environment: Environment = process.env): LambdaEnvironment {
  const text = (name: string) => environment[name] || undefined;
  const count = (name: string) => toCount(environment[name]);
  return Object.freeze({
    functionName: text('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: text('AWS_LAMBDA_FUNCTION_VERSION'),
    memorySizeMb: count('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: text('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: text('AWS_LAMBDA_LOG_STREAM_NAME'),
    logsJson: text('AWS_LAMBDA_LOG_FORMAT')?.toUpperCase() === 'JSON',
    region: text('AWS_REGION'),
    initializationType: text('AWS_LAMBDA_INITIALIZATION_TYPE'),
    maxConcurrency: count('AWS_LAMBDA_MAX_CONCURRENCY'),
    usesAlternativeClient: text('AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1') === 'true',
    runtimeApi: text('AWS_LAMBDA_RUNTIME_API'),
    // Also `tcp:HOST:PORT udp:HOST:PORT`.
    xRayDaemon: text('AWS_XRAY_DAEMON_ADDRESS')?.replace(/^(?:\w+:)?([^:\s]+:\d+)(?:\s.*)?$/, '$1'),
    executionEnvironment: text('AWS_EXECUTION_ENV'),
  });
}

/** The trace header of the invocation under way, which the runtime keeps in a variable. */
export function readTraceHeader(environment: Environment = process.env): string | undefined {
  return environment['_X_AMZN_TRACE_ID'] || undefined;
}

function toCount(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
