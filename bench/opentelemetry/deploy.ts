import { execFileSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { RuntimeName } from '../../harness/lambda/index.ts';

/** OpenTelemetry's own tracing, where the functions to measure find it. */
interface OpenTelemetry {
  /** `NODE_OPTIONS` of a function that it traces. */
  nodeOptions(runtime: RuntimeName): string;
}

const sources = import.meta.dirname;
const modules = join(sources, 'node_modules');

/**
 * Bundles `tracing.mjs` into `folder`, as their own layer is a bundle too. Only what the loader hook shares with it stays
 * apart, as both need the same copy.
 */
export async function deployOpenTelemetry(folder: string): Promise<OpenTelemetry> {
  if (!existsSync(modules)) {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: sources, stdio: 'inherit' });
  }
  const tracing = join(folder, 'tracing.cjs');
  await build({
    entryPoints: [join(sources, 'tracing.mjs')],
    outfile: tracing,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['import-in-the-middle'],
    logLevel: 'warning',
  });
  symlinkSync(modules, join(folder, 'node_modules'));
  return {
    nodeOptions: (runtime) =>
      runtime === 'nodejs24.x'
        ? `--import ${join(sources, 'loader.mjs')} --require ${tracing}`
        : `--require ${tracing}`,
  };
}
