import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServingProcess, startServing } from '../../harness/gcp/serving-process.ts';
import { patience } from '../patience.ts';
import type { Project } from './build-package.ts';
import type { Variant } from './variants.ts';

export const servers: string = fileURLToPath(new URL('servers/', import.meta.url));

export interface ServerOptions {
  /** A file in test/gcp/servers. */
  readonly source: string;
  readonly variant: Variant;
  readonly environment?: Readonly<Record<string, string>>;
  /** The Node.js that runs it: this one unless told. */
  readonly node?: string;
}

/** Starts one of the servers in a process of its own, as a service of Cloud Run. */
export async function startServer(
  project: Project,
  { source, variant, environment, node }: ServerOptions,
): Promise<ServingProcess> {
  const original = JSON.stringify(join(servers, source));
  const isWrapped = variant.startsWith('by hand') || variant === 'both';
  const isModule = variant === 'by hand, ES module';
  const load = isModule
    ? (name: string) => `await import(${name})`
    : (name: string) => `require(${name})`;
  const code = `(async () => {
    const { traceServer } = ${isWrapped ? load("'antifreeze/gcp'") : '{ traceServer: (server) => server }'};
    const { start } = ${isModule ? `(await import(${original})).default` : load(original)};
    const server = traceServer(await start(Number(process.env.PORT)));
    if (server.listening) console.log('serving');
    else server.once('listening', () => console.log('serving'));
  })();`;
  const file = `${source}-${variant}`.replace(/\W+/g, '-') + (isModule ? '.mjs' : '.cjs');
  writeFileSync(join(project.directory, file), code);
  const preload = variant === 'preloaded' || variant === 'both';
  return await startServing({
    args: [...(preload ? ['--require', project.preload] : []), file],
    directory: project.directory,
    ready: 'serving',
    ...(node && { node }),
    environment: {
      ...patience,
      K_SERVICE: 'shop',
      K_REVISION: 'shop-00002-abc',
      K_CONFIGURATION: 'shop',
      ...environment,
    },
  });
}
