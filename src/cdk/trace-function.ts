import { Stack } from 'aws-cdk-lib';
import { Policy } from 'aws-cdk-lib/aws-iam';
import type {
  CfnFunction,
  ILayerVersion,
  Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { execWrapper } from '../support/layer.ts';
import { exporterVariables, goesToAws, signalVariables } from '../support/signal-variables.ts';
import type { AntifreezeRelay } from './antifreeze-relay.ts';
import { awsStatement, writerFor } from './endpoint.ts';
import { type LogsProps, type SignalProps, waysOf } from './signal-props.ts';

/** How a function is traced. Where its spans go has to be said: by `relay`, `endpoint` or `environment`. */
export interface TraceFunctionProps {
  /** `new AntifreezeLayer(...)`, one for all functions of a stack, or a version of it that is published elsewhere. */
  readonly layer: ILayerVersion;
  /** Takes the spans of the function, which may then send to its queue; and its log records and metrics. */
  readonly relay?: AntifreezeRelay;
  /** The OTLP/HTTP endpoint that takes the spans where there is no relay; `aws` for X-Ray in the region of the stack. */
  readonly endpoint?: string;
  /** The service on every span. Default: the function's name. */
  readonly serviceName?: string;
  /** Whether log records are sent, too; and where to, if that isn't where the spans go. Default `false`. */
  readonly logs?: boolean | (LogsProps & CaptureProps);
  /**
   * Whether metrics are sent, too; and where to, if that isn't where the spans go. `emf` writes them into the log, for
   * CloudWatch. Default `false`.
   */
  readonly metrics?: boolean | 'emf' | SignalProps;
  /** Whether each line of the log says which trace it belongs to. Default `false`. */
  readonly traceFields?: boolean;
  /** More variables, such as `OTEL_TRACES_SAMPLER`. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface CaptureProps {
  /** Whether lines that are written to the console are records, too. Default `false`. */
  readonly captureConsole?: boolean;
}

/** Adds the layer and its variables to a function of `nodejs22.x` or `nodejs24.x`, and leaves its code and handler alone. */
export function traceFunction(traced: LambdaFunction, props: TraceFunctionProps): void {
  const variables = {
    AWS_LAMBDA_EXEC_WRAPPER: execWrapper,
    ...(props.serviceName !== undefined && { OTEL_SERVICE_NAME: props.serviceName }),
    ...signalVariables(props),
    ...destinationVariables(traced, props),
    ...props.environment,
  };
  traced.addLayers(props.layer);
  for (const [name, value] of Object.entries(variables)) traced.addEnvironment(name, value);
  if (props.relay) props.relay.grantSend(traced);
  else grantEndpoints(traced, props);
}

function destinationVariables(
  traced: LambdaFunction,
  props: TraceFunctionProps,
): Readonly<Record<string, string>> {
  const { endpoint, relay } = props;
  if (relay) return relay.senderEnvironment;
  const writer = writerFor(traced);
  return exporterVariables({ endpoint }, waysOf(props, writer), writer);
}

function grantEndpoints(traced: LambdaFunction, props: TraceFunctionProps): void {
  const { endpoint, logs, metrics } = props;
  if (endpoint === 'aws') traced.addToRolePolicy(awsStatement('traces'));
  if (goesToAws(metrics, endpoint)) traced.addToRolePolicy(awsStatement('metrics'));
  if (!goesToAws(logs, endpoint)) return;
  const { logGroup }: LogsProps = typeof logs === 'object' ? logs : {};
  if (logGroup) logGroup.grant(traced, 'logs:PutLogEvents');
  else grantOwnLog(traced);
}

/** In a policy of its own: the function itself waits for that of its role, which so can't name the function. */
function grantOwnLog(traced: LambdaFunction): void {
  const { loggingConfig } = traced.node.defaultChild as CfnFunction;
  const { logGroup = `/aws/lambda/${traced.functionName}` } = Object(
    loggingConfig,
  ) as CfnFunction.LoggingConfigProperty;
  const streams = Stack.of(traced).formatArn({
    service: 'logs',
    resource: `log-group:${logGroup}:*`,
  });
  const policy = new Policy(traced, 'AntifreezeLogs', {
    statements: [awsStatement('logs', streams)],
  });
  traced.role?.attachInlinePolicy(policy);
}
