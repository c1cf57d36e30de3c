import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { antifreezePlugin } from '../src/bundlers/esbuild-plugin.ts';
import { asDeployed } from './as-deployed.ts';

export type Handler = 'light' | 'calls';

const repository = join(import.meta.dirname, '..');

/**
 * Puts a handler into `outdir`, as it would be deployed: `bare.js`, traced with the package in the `bundle.js` or beside
 * it (`package.js`), and `writable.js`, which is bare with an export that can be replaced. With `sdkApart` the AWS SDK
 * stays a package, which has to be put beside it.
 */
export async function deployHandler(
  handler: Handler,
  outdir: string,
  { sdkApart = false } = {},
): Promise<void> {
  const source = `import { handler as bare } from '${join(import.meta.dirname, 'handlers', handler)}.mjs';\n`;
  const traced = `import { traceLambda } from 'antifreeze';\n${source}export const handler = traceLambda(bare);`;
  const variants = {
    bare: `export * from '${join(import.meta.dirname, 'handlers', handler)}.mjs';`,
    bundle: traced,
    package: traced,
    // OpenTelemetry's instrumentation replaces the export, and fails on one of a bundled ES module, which is read-only.
    writable: `${source}module.exports = { handler: bare };`,
  };
  mkdirSync(outdir, { recursive: true });
  if (!sdkApart) {
    mkdirSync(join(outdir, 'node_modules'));
    symlinkSync(repository, join(outdir, 'node_modules/antifreeze'));
  }
  for (const [variant, contents] of Object.entries(variants)) {
    await build({
      ...asDeployed,
      stdin: { contents, resolveDir: import.meta.dirname },
      outfile: join(outdir, `${variant}.js`),
      plugins: contents === traced ? [antifreezePlugin()] : [],
      external: [
        ...(variant === 'package' ? ['antifreeze'] : []),
        ...(sdkApart ? ['@aws-sdk/*'] : []),
      ],
    });
  }
}
