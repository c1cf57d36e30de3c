import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Peer } from '../peer.ts';

const load = createRequire(import.meta.url);

/** As docs/getting-started.md and docs/bundlers.md have it. */
export const antifreeze: Peer = {
  name: 'antifreeze',
  packages: [`antifreeze@${load('antifreeze/package.json').version}`],
  wrapper: join(import.meta.dirname, 'antifreeze.cjs'),
  environment: ({ receiver }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver }),
  protocol: 'otlp',
  plugins: {
    esbuild: () => [load('antifreeze/esbuild').antifreezePlugin()],
    webpack: () => [load('antifreeze/webpack').antifreezePlugin()],
  },
};
