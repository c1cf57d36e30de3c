import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { hasPackages, installPackages } from '../../harness/install-packages.ts';
import type { RuntimeName } from '../../harness/lambda/index.ts';
import { asDeployed } from '../as-deployed.ts';

const sources = import.meta.dirname;

/**
 * Bundles OpenTelemetry's own tracing, `tracing.mjs`, into `folder`, as their layer is a bundle too. Only what the loader
 * hook shares with it stays apart, as both need the same copy.
 */
export async function deployOpenTelemetry(folder: string): Promise<void> {
  if (!hasPackages(sources)) installPackages(sources);
  await build({
    ...asDeployed,
    entryPoints: [join(sources, 'tracing.mjs')],
    outfile: tracingIn(folder),
    external: ['import-in-the-middle'],
  });
  symlinkSync(join(sources, 'node_modules'), join(folder, 'node_modules'));
}

/** `NODE_OPTIONS` of a function that the tracing in `folder` traces. */
export function openTelemetryOptions(folder: string, runtime: RuntimeName): string {
  const preloaded = `--require ${tracingIn(folder)}`;
  return runtime === 'nodejs24.x'
    ? `--import ${join(sources, 'loader.mjs')} ${preloaded}`
    : preloaded;
}

function tracingIn(folder: string): string {
  return join(folder, 'tracing.cjs');
}
