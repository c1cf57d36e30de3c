import { execFile } from 'node:child_process';
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildGoTool, type GoTool, goEnvironment } from './build-go-tool.ts';
import { installOnce } from './install-once.ts';

const run = promisify(execFile);

const builder: GoTool = {
  name: 'builder',
  package: 'go.opentelemetry.io/collector/cmd/builder',
  version: 'v0.161.0',
};

/** Has the builder's manifest, and what a module is replaced by. */
const sources = fileURLToPath(new URL('collector/', import.meta.url));

/**
 * An OpenTelemetry Collector with the components of `collector/manifest.yaml`, made by the Collector's own builder: ten
 * minutes the first time, which takes Go. Gives the program's path.
 */
export async function installCollector(): Promise<string> {
  const manifest = readFileSync(join(sources, 'manifest.yaml'), 'utf8');
  const recipe = [builder.version, manifest];
  const folder = await installOnce('collector', recipe, async (target) => {
    const work = join(target, 'work');
    cpSync(sources, work, { recursive: true });
    const program = await buildGoTool(work, builder);
    await run(program, ['--config=manifest.yaml'], { cwd: work, env: goEnvironment });
    renameSync(join(work, 'otelcol/otelcol'), join(target, 'otelcol'));
    rmSync(work, { recursive: true });
  });
  return join(folder, 'otelcol');
}
