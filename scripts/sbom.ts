import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const tool = 'node_modules/@cyclonedx/cyclonedx-esbuild/bin/cyclonedx-esbuild-cli.js';

/** Writes what is in this package of others to `file`, as CycloneDX has it: the same for the same sources. */
export function writeSbom(metafiles: readonly Metafile[], file: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  const metafile = join(folder, 'metafile.json');
  writeFileSync(metafile, JSON.stringify(joined(metafiles)));
  const options = ['--mc-type', 'library', '--output-reproducible', '--validate', '-o', file];
  execFileSync(process.execPath, [tool, ...options, metafile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  rmSync(folder, { recursive: true });
}

/** As if all had been one build: a file that several have imports what it does in any of them. */
function joined(metafiles: readonly Metafile[]): Metafile {
  const inputs: Metafile['inputs'] = {};
  for (const [path, input] of metafiles.flatMap((each) => Object.entries(each.inputs)))
    inputs[path] = { ...input, imports: [...(inputs[path]?.imports ?? []), ...input.imports] };
  const outputs = metafiles
    .flatMap((each) => Object.values(each.outputs))
    .map((output) => ({ ...output, inputs: withoutMadeUp(output.inputs) }));
  return { inputs, outputs: Object.fromEntries(outputs.entries()) };
}

/** What plugins have made up is no file, and of nobody's package. */
function withoutMadeUp<Value>(inputs: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(inputs).filter(([path]) => !/^[a-z-]+:/.test(path)));
}
