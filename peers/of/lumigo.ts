import { join } from 'node:path';
import type { Peer } from '../peer.ts';
import { packages, withVersions } from './installed.ts';

/** See packages/lumigo.cjs. The token is of the form that it wants. */
export const lumigo: Peer = {
  name: 'Lumigo',
  // Lambda's nodejs24.x refuses to start it for the third parameter of its wrapper; its README doesn't name that runtime.
  runtimes: ['nodejs22.x'],
  packages: withVersions('@lumigo/tracer'),
  wrapper: join(packages, 'lumigo.cjs'),
  environment: ({ receiver, certificate }) => ({
    LUMIGO_TRACER_TOKEN: 't_0123456789abcdef0123',
    LUMIGO_EDGE_HOST: receiver,
    NODE_EXTRA_CA_CERTS: certificate,
  }),
  protocol: 'lumigo',
  external: ['@lumigo/tracer'],
};
