import { mkdirSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

/** What can be imported by its name, and so has declarations: the files of `src/entry/`. */
const entries: readonly string[] = [
  'index',
  'gcp',
  'gcp-relay',
  'gcp-register',
  'relay',
  'esbuild',
  'rollup',
  'webpack',
  'cdk',
];

/**
 * Writes the declarations of each entry into one file beside its code, in both formats, with no more in it than what its
 * public names are made of.
 */
export async function writeDeclarations(): Promise<void> {
  for (const entry of entries) {
    const text = await declarationsOf(`src/entry/${entry}.ts`);
    for (const format of ['esm', 'cjs']) {
      mkdirSync(`dist/${format}`, { recursive: true });
      writeFileSync(`dist/${format}/${entry}.d.ts`, text);
    }
  }
}

async function declarationsOf(input: string): Promise<string> {
  const bundle = await rolldown({
    input,
    external: (name) => !/^[./]/.test(name),
    plugins: [dts({ emitDtsOnly: true, generator: 'oxc' })],
  });
  const { output } = await bundle.generate({ format: 'es' });
  const [file, ...others] = output;
  if (file.type !== 'chunk' || others.length > 0)
    throw new Error(`${input} gave more than one file`);
  return file.code;
}
