import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { packages, withVersions } from './installed.ts';

/** See packages/powertools.cjs. */
export const powertools: Peer = {
  name: 'Powertools Tracer',
  packages: withVersions('@aws-lambda-powertools/tracer', '@middy/core'),
  wrapper: join(packages, 'powertools.cjs'),
  // Lambda sets it where tracing is active.
  environment: ({ receiver }) => ({ AWS_XRAY_DAEMON_ADDRESS: receiver }),
  protocol: 'xray',
  format: 'xray',
};
