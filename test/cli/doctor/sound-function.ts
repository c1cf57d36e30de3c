import type { Diagnosis } from '../../../src/cli/doctor/diagnose.ts';
import { diagnose } from '../../../src/cli/doctor/diagnose.ts';
import type {
  FunctionDescription,
  LayerContents,
  LayerDescription,
  QueueDescription,
  RelayedQueue,
} from '../../../src/cli/doctor/function-description.ts';
import { version } from '../../../src/support/version.ts';

const account = 'eu-west-1:123456789012';

/** A layer of the account. */
export function layer(
  contents: LayerContents = { kind: 'antifreeze', version, isInstalled: true },
  name = 'tracing',
): LayerDescription {
  return { arn: `arn:aws:lambda:${account}:layer:${name}:1`, name, contents };
}

/** What attaches the layer and sends spans somewhere. */
export const soundVariables: Readonly<Record<string, string>> = {
  AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com:4318',
};

/** A function that the layer traces, with nothing wrong. */
export const sound: FunctionDescription = {
  name: 'orders',
  arn: `arn:aws:lambda:${account}:function:orders`,
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  timeout: 10,
  memory: 512,
  role: 'arn:aws:iam::123456789012:role/orders',
  variables: soundVariables,
  hasOwnKey: false,
  layers: [layer()],
  xRay: false,
  logGroup: '/aws/lambda/orders',
  logLevel: undefined,
  versionsInCode: undefined,
  relayQueue: undefined,
  maySend: undefined,
  mayExport: {},
  takesOtlp: undefined,
  relays: [],
};

/** A function that sends to X-Ray, with nothing wrong. */
export const straightToAws: FunctionDescription = {
  ...sound,
  variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze', ANTIFREEZE_ENDPOINT: 'aws' },
  mayExport: { traces: true },
  takesOtlp: true,
};

/** The same with log records and metrics. */
export const allToAws: FunctionDescription = {
  ...straightToAws,
  variables: {
    ...straightToAws.variables,
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_METRICS_EXPORTER: 'otlp',
  },
  mayExport: { traces: true, logs: true, metrics: true },
};

/** The variables that send spans through a queue. */
export const relayVariables: Readonly<Record<string, string>> = {
  AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze',
  ANTIFREEZE_RELAY: 'sqs',
  ANTIFREEZE_RELAY_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans',
};

/** A queue with nothing wrong. */
export const soundQueue: QueueDescription = {
  url: relayVariables['ANTIFREEZE_RELAY_QUEUE_URL'] ?? '',
  arn: `arn:aws:sqs:${account}:spans`,
  attributes: { visibilityTimeout: 60, maxReceiveCount: 20, hasPolicy: false },
  mappings: [
    {
      functionArn: `arn:aws:lambda:${account}:function:relay`,
      isEnabled: true,
      reportsFailures: true,
    },
  ],
};

/** A function that sends to that queue. */
export const sender: FunctionDescription = {
  ...sound,
  variables: relayVariables,
  relayQueue: soundQueue,
  maySend: true,
};

/** The function that empties it. */
export function relay(changes: {
  readonly mapping?: Partial<RelayedQueue['mapping']>;
  readonly queue?: Partial<QueueDescription>;
}): FunctionDescription {
  const queue = { ...soundQueue, ...changes.queue };
  const mapping = {
    functionArn: `arn:aws:lambda:${account}:function:relay`,
    isEnabled: true,
    reportsFailures: true,
    ...changes.mapping,
  };
  return { ...sound, name: 'relay', variables: {}, layers: [], relays: [{ queue, mapping }] };
}

/** What there is to say about one function, among others. */
export function diagnosisOf(
  described: FunctionDescription,
  ...others: readonly FunctionDescription[]
): Diagnosis {
  const [diagnosis] = diagnose([described, ...others]);
  if (!diagnosis) throw new Error('There is a diagnosis for each function');
  return diagnosis;
}
