import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program of which there are only sources, such as `example.org/cmd/tool` and `v1.2.3`. */
export interface GoTool {
  readonly name: string;
  readonly package: string;
  readonly version: string;
}

/** Builds a program from the Go module proxy, in `folder`. Gives its path. */
export async function buildGoTool(folder: string, tool: GoTool): Promise<string> {
  // `go install` refuses modules that replace others; as a tool of a module they are taken as they are.
  const sources = join(folder, `${tool.name}-sources`);
  mkdirSync(sources);
  await runGo(sources, 'mod', 'init', 'tool');
  await runGo(sources, 'get', '-tool', `${tool.package}@${tool.version}`);
  const program = join(folder, tool.name);
  await runGo(sources, 'build', '-trimpath', '-ldflags=-s -w', '-o', program, tool.package);
  return program;
}

/** Runs Go's command. Throws with what it says where it fails. */
async function runGo(directory: string, ...args: readonly string[]): Promise<void> {
  await run('go', args, { cwd: directory, env: goEnvironment });
}

/** As Go is set up here, but not by what is around the folder that it builds in. */
export const goEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  GOFLAGS: '-buildvcs=false',
  GOWORK: 'off',
};
