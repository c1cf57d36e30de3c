import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasPackages, installPackages } from '../../harness/install-packages.ts';
import type { RuntimeName } from '../../harness/lambda/index.ts';

/** How another tracer is attached to the function in a folder made by `deployForPeers`. */
export interface PeerForm {
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
}

export type PeerName = 'xray' | 'adot' | 'datadog' | 'sentry';

const packages = import.meta.dirname;

/** As their documentation has it, for functions whose packages are modules beside them. */
export const peers: Readonly<
  Record<PeerName, (runtime: RuntimeName, collector: string) => PeerForm>
> = {
  xray: () => ({ handler: 'xray.handler', environment: { AWS_XRAY_LOG_LEVEL: 'silent' } }),
  adot: (runtime, collector) => ({
    handler: 'writable.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'aws-lambda,aws-sdk,http,undici',
      NODE_OPTIONS: [
        ...(runtime === 'nodejs24.x' ? [`--import ${join(packages, 'loader.mjs')}`] : []),
        '--require @aws/aws-distro-opentelemetry-node-autoinstrumentation/register',
      ].join(' '),
    },
  }),
  datadog: () => ({
    handler: 'node_modules/datadog-lambda-js/dist/handler.handler',
    environment: {
      DD_LAMBDA_HANDLER: 'writable.handler',
      DD_API_KEY: 'example',
      DD_TRACE_ENABLED: 'true',
    },
  }),
  sentry: (_, collector) => ({
    handler: 'sentry.handler',
    environment: {
      SENTRY_DSN: `${collector.replace('://', '://key@')}/1`,
      SENTRY_TRACES_SAMPLE_RATE: '1',
    },
  }),
};

const sources = {
  xray: `
    const AWSXRay = require('aws-xray-sdk-core');
    AWSXRay.captureHTTPsGlobal(require('http'));
    AWSXRay.capturePromise();
    require('aws-xray-sdk-fetch').captureFetchGlobal();
    const { handler, clients } = require('./bare.js');
    for (const client of clients ?? []) AWSXRay.captureAWSv3Client(client);
    exports.handler = handler;`,
  sentry: `
    const Sentry = require('@sentry/aws-serverless');
    Sentry.init({ dsn: process.env.SENTRY_DSN, tracesSampleRate: 1 });
    exports.handler = Sentry.wrapHandler(require('./bare.js').handler);`,
};

/** Adds to a deployed handler the packages of the peers and the files by which they are attached. */
export function addPeers(folder: string): void {
  if (!hasPackages(packages)) installPackages(packages);
  symlinkSync(join(packages, 'node_modules'), join(folder, 'node_modules'));
  for (const [name, source] of Object.entries(sources))
    writeFileSync(join(folder, `${name}.js`), source);
}
