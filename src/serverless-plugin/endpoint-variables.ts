import type { ServiceSettings } from './plugin-settings.ts';
import type { Environment, Value } from './template-values.ts';

/** X-Ray's endpoint in the region of the service, of any partition: what `endpoint: aws` stands for. */
export const xrayEndpoint: Value = { 'Fn::Sub': `https://xray.\${AWS::Region}.\${AWS::URLSuffix}` };

/** The variables that say where spans are exported to. */
export function endpointVariables({
  endpoint,
  headers,
}: Pick<ServiceSettings, 'endpoint' | 'headers'>): Environment {
  return {
    ...(endpoint !== undefined && {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint === 'aws' ? xrayEndpoint : endpoint,
    }),
    ...(headers && { OTEL_EXPORTER_OTLP_HEADERS: encodeHeaders(headers) }),
  };
}

/** As `OTEL_EXPORTER_OTLP_HEADERS` wants it. What CloudFormation resolves stays as it is, so that it finds it. */
function encodeHeaders(headers: Readonly<Record<string, string>>): string {
  const encode = (value: string) =>
    value
      .split(/(\{\{resolve:[^{}]+\}\})/)
      .map((part, index) => (index % 2 === 0 ? encodeURIComponent(part) : part))
      .join('');
  return Object.entries(headers)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encode(value)}`)
    .join();
}
