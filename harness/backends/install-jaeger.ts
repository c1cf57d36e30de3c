import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildGoTool, type GoTool } from './build-go-tool.ts';
import { installOnce } from './install-once.ts';

/** The last one of the first generation: the second isn't among Go's modules. It has no page inside, but all of the API. */
const jaeger: GoTool = {
  name: 'all-in-one',
  package: 'github.com/jaegertracing/jaeger/cmd/all-in-one',
  version: 'v1.76.0',
};

/** Jaeger in one process with its storage in memory: eight minutes the first time, which takes Go. Gives its path. */
export async function installJaeger(): Promise<string> {
  const folder = await installOnce('jaeger', [jaeger.version], async (target) => {
    await buildGoTool(target, jaeger);
    rmSync(join(target, `${jaeger.name}-sources`), { recursive: true });
  });
  return join(folder, jaeger.name);
}
