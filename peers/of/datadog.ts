import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { packages, withVersions } from './installed.ts';

const load = createRequire(join(packages, 'package.json'));

/**
 * As Datadog's documentation has it for packages beside the function and its Forwarder, to which spans go by the log
 * (docs.datadoghq.com/serverless/guide/datadog_forwarder_node). Its extension can't run here: it is a binary in a layer, and
 * what it sends goes to Datadog only.
 */
export const datadog: Peer = {
  name: 'Datadog',
  packages: withVersions('datadog-lambda-js', 'dd-trace'),
  handler: 'node_modules/datadog-lambda-js/dist/handler.handler',
  environment: ({ handler }) => ({
    DD_LAMBDA_HANDLER: handler,
    DD_FLUSH_TO_LOG: 'true',
    DD_TRACE_ENABLED: 'true',
    DD_SERVICE: 'orders',
  }),
  protocol: 'datadog-log',
  // Spans, and the metrics that it counts invocations by.
  spanLines: /^stdout (\{"traces":|\{"e":.*"m":"aws\.lambda\.enhanced)/,
  external: ['dd-trace', 'datadog-lambda-js'],
  plugins: {
    esbuild: () => [load('dd-trace/esbuild')],
    webpack: () => [new (load('dd-trace/webpack'))()],
  },
  format: 'datadog',
};
