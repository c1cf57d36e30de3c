import type { OtlpConfig } from '../../config/config.ts';
import type { ReadConfig } from '../../config/found-config.ts';
import { readConfig } from '../../config/read-config.ts';
import type { Environment } from '../../config/read-setting.ts';
import { authOf } from '../../export/authorization-for.ts';
import type { Signal } from '../../support/signal.ts';
import { findDestination } from './find-destination.ts';
import type { FunctionDescription } from './function-description.ts';

export const signals: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** Stands for the stream that Lambda gives to each process of a function. */
const ownStream = 'own';

/** What a function's variables configure, with those that Lambda sets for every function. */
export function readVariables(
  described: Pick<FunctionDescription, 'arn' | 'variables' | 'logGroup' | 'relays'>,
): ReadConfig {
  const { arn, variables = {}, logGroup, relays } = described;
  const [, , , region] = arn.split(':');
  return readConfig(
    {},
    {
      AWS_REGION: region,
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: ownStream,
      ...(relays.length > 0 && carriedSignals(variables)),
      ...variables,
    },
  );
}

/** A relay makes neither log records nor metrics, but carries those for which its variables name an endpoint. */
function carriedSignals(variables: Environment): Environment {
  return Object.fromEntries(
    ['LOGS', 'METRICS']
      .filter((signal) => variables[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`])
      .map((signal) => [`OTEL_${signal}_EXPORTER`, 'otlp']),
  );
}

/** How a signal is sent that goes to an endpoint; undefined for one that is off, or goes to a relay or nowhere. */
export function wayOf(signal: Signal, read: ReadConfig): OtlpConfig | undefined {
  const { relay, otlp, logs, metrics } = read.config;
  if (relay?.kind === 'sqs') return undefined;
  if (signal === 'traces') return findDestination(read).kind === 'endpoint' ? otlp : undefined;
  if (signal === 'metrics') return metrics?.otlp;
  return logs?.exporter === 'otlp' ? logs.otlp : undefined;
}

/** Whether a signal goes to an endpoint that asks for a signature of AWS. */
export function goesToAws(signal: Signal, read: ReadConfig): boolean {
  const way = wayOf(signal, read);
  return way !== undefined && authOf(way) === 'xray';
}

/** Where CloudWatch Logs is to keep records, as their headers say. No stream: that of the process. */
export function logPlaceOf(read: ReadConfig): {
  readonly group?: string;
  readonly stream?: string;
} {
  const { 'x-aws-log-group': group, 'x-aws-log-stream': stream } =
    wayOf('logs', read)?.headers ?? {};
  return {
    ...(group !== undefined && { group }),
    ...(stream !== undefined && stream !== ownStream && { stream }),
  };
}
