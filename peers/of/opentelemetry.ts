import { join } from 'node:path';
import type { RuntimeName } from '../../harness/lambda/index.ts';
import type { Peer } from '../peer.ts';
import { packages, withVersions } from './installed.ts';

/** The packages of which OpenTelemetry's layer is made, without the extension that the layer starts beside the function. */
export const opentelemetry: Peer = {
  name: 'OpenTelemetry',
  packages: withVersions(
    '@opentelemetry/instrumentation-aws-lambda',
    '@opentelemetry/instrumentation-aws-sdk',
    '@opentelemetry/instrumentation-http',
    '@opentelemetry/sdk-trace',
    '@opentelemetry/exporter-trace-otlp-proto',
  ),
  environment: ({ runtime, receiver }) => ({
    NODE_OPTIONS: [...hookFor(runtime), `--require ${join(packages, 'opentelemetry.cjs')}`].join(
      ' ',
    ),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
  }),
  protocol: 'otlp',
};

/** Lambda's nodejs24.x runtime imports handlers, and instrumentations see an import only through a hook of the loader. */
export function hookFor(runtime: RuntimeName): string[] {
  return runtime === 'nodejs24.x' ? [`--import ${join(packages, 'loader.mjs')}`] : [];
}
