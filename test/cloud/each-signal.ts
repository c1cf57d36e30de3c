import { expect } from 'vitest';
import { xrayActions } from '../../src/support/xray-actions.ts';

/** A plan of Terraform's, as far as it is looked at. */
export interface Plan {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly change: { readonly after: unknown };
  }[];
}

interface Planned {
  readonly environment?: readonly { readonly variables?: object }[];
  readonly statement?: readonly { readonly sid?: string; readonly actions?: string[] }[];
}

const referenceTo = (name: string) =>
  `secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}-AbCdEf`;
const metricsEndpoint = 'https://metrics.example.com/v1/metrics';

/** Variables of two relays: one with a destination for each signal, and one that sends all of them to AWS. */
export const eachSignal: Readonly<Record<string, object>> = {
  relay: {
    headers: { authorization: `Bearer ${referenceTo('collector')}#token` },
    logs_endpoint: 'aws',
    logs_group: '/records',
    logs_stream: 'all',
    metrics_endpoint: metricsEndpoint,
    metrics_headers: { 'x-key': referenceTo('metrics') },
    runtime: 'nodejs22.x',
  },
  to_aws: {
    endpoint: 'aws',
    logs_endpoint: 'aws',
    metrics_endpoint: 'aws',
    name: 'to-aws',
    runtime: 'nodejs22.x',
  },
};

/** Each signal goes where it is to go, with its own headers, and the relays may do just that. */
export function expectEachSignal({ resource_changes: changes }: Plan): void {
  const planned = (module: string, address: string) =>
    changes.find((each) => each.address === `module.${module}.${address}`)?.change.after as Planned;
  const variablesOf = (module: string) =>
    planned(module, 'aws_lambda_function.relay').environment?.[0]?.variables;
  const allowedOf = (module: string) =>
    planned(module, 'data.aws_iam_policy_document.relay')
      .statement?.filter(({ sid }) => sid?.startsWith('Write') && sid !== 'WriteItsLog')
      .flatMap(({ actions = [] }) => actions);
  const logsEndpoint = 'https://logs.eu-west-1.amazonaws.com/v1/logs';

  expect(variablesOf('relay')).toEqual({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: `authorization=${encodeURIComponent(`Bearer ${referenceTo('collector')}#token`)}`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: logsEndpoint,
    OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=%2Frecords,x-aws-log-stream=all',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: metricsEndpoint,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-key=${encodeURIComponent(referenceTo('metrics'))}`,
  });
  expect(allowedOf('relay')).toEqual(['logs:PutLogEvents']);
  expect(variablesOf('to_aws')).toEqual({
    ANTIFREEZE_ENDPOINT: 'aws',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: logsEndpoint,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://monitoring.eu-west-1.amazonaws.com/v1/metrics',
  });
  expect(allowedOf('to_aws')?.sort()).toEqual(['cloudwatch:PutMetricData', ...xrayActions].sort());
}
