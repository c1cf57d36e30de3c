import type { Signal } from './signal.ts';
import { xrayActions } from './xray-actions.ts';

/** A service of AWS that takes OTLP, as requests to it are signed. */
export type AwsOtlpService = 'xray' | 'logs' | 'monitoring';

/** Which of them takes a signal. */
export const awsServiceOf: Readonly<Record<Signal, AwsOtlpService>> = {
  traces: 'xray',
  logs: 'logs',
  metrics: 'monitoring',
};

/** What a role must be allowed. Only writing logs can be limited to a resource, the log group. */
export const awsActionsFor: Readonly<Record<AwsOtlpService, readonly string[]>> = {
  xray: xrayActions,
  logs: ['logs:PutLogEvents'],
  monitoring: ['cloudwatch:PutMetricData'],
};

/** Where a signal goes in a region. */
export function awsOtlpHost(signal: Signal, region: string): string {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${awsServiceOf[signal]}.${region}.${domain}`;
}

/**
 * The service and the region in the host of one of these endpoints, of any partition: `xray.eu-west-1.amazonaws.com`, with
 * `xray-fips`, with `.cn`, with `api.aws`, and as `vpce-1.xray.eu-west-1.vpce.amazonaws.com`.
 */
export function awsEndpointIn(
  hostname: string,
): { readonly service: AwsOtlpService; readonly region: string } | undefined {
  const [, service, region] =
    /^(?:[\w-]+\.)?(xray|logs|monitoring)(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)\.(?:(?:vpce\.)?amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/.exec(
      hostname,
    ) ?? [];
  return region ? { service: service as AwsOtlpService, region } : undefined;
}
