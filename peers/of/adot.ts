import type { Peer } from '../peer.ts';
import { withVersions } from './installed.ts';
import { hookFor } from './opentelemetry.ts';

const name = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';

/**
 * AWS's distribution, as its README has it (`--require .../register`), with the instrumentations and by OTLP to an endpoint,
 * which it supports beside X-Ray's daemon. What its layer sets in `otel-instrument` is set here.
 */
export const adot: Peer = {
  name: 'ADOT',
  packages: withVersions(name),
  environment: ({ runtime, receiver }) => ({
    NODE_OPTIONS: [...hookFor(runtime), `--require ${name}/register`].join(' '),
    // In a function it exports to X-Ray's daemon unless this one is given.
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver}/v1/traces`,
    OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'aws-lambda,aws-sdk,http,undici',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_TRACES_EXPORTER: 'otlp',
    // Or it says in the log what it starts.
    OTEL_LOG_LEVEL: 'ERROR',
  }),
  protocol: 'otlp',
};
