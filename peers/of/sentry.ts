import type { Peer } from '../peer.ts';
import { withVersions } from './installed.ts';

/** As Sentry's documentation has it for the package (docs.sentry.io/platforms/javascript/guides/aws-lambda/install/npm). */
export const sentry: Peer = {
  name: 'Sentry',
  packages: withVersions('@sentry/aws-serverless'),
  environment: ({ receiver }) => ({
    NODE_OPTIONS: '--import @sentry/aws-serverless/awslambda-auto',
    SENTRY_DSN: receiver,
    SENTRY_TRACES_SAMPLE_RATE: '1.0',
  }),
  protocol: 'sentry',
  format: 'sentry',
};
