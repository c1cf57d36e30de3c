import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { product, version } from '../src/support/version.ts';

/** Which folders of src/ each folder may import. Every arrow points up this list. */
const mayImport: Record<string, string[]> = {
  support: [],
  config: ['support'],
  core: ['support'],
  propagation: ['support'],
  otlp: ['support', 'propagation'],
  journal: ['support', 'otlp'],
  export: ['support', 'core', 'config', 'propagation', 'otlp', 'journal'],
  sampling: ['support', 'core', 'config', 'propagation', 'export', 'triggers'],
  instrumentation: ['support', 'core', 'config', 'propagation', 'payload'],
  bundlers: [],
  triggers: ['support', 'core', 'propagation'],
  payload: ['support', 'core', 'config'],
  aws: ['support', 'core', 'config', 'propagation', 'payload', 'triggers'],
  gcp: ['support', 'core', 'config', 'propagation', 'payload', 'triggers', 'export'],
  signals: ['support', 'core', 'config', 'otlp', 'journal', 'export'],
  sdk: [
    'support',
    'core',
    'config',
    'propagation',
    'otlp',
    'journal',
    'export',
    'payload',
    'sampling',
    'signals',
    'instrumentation',
    'aws',
    'gcp',
  ],
  relay: ['support', 'core', 'config', 'otlp', 'export'],
  cli: ['support', 'config', 'export', 'relay'],
  // Nothing that runs in a function may import it.
  viewer: [],
  'serverless-plugin': ['support', 'relay'],
  cdk: ['support'],
  entry: [
    'support',
    'core',
    'config',
    'instrumentation',
    'bundlers',
    'serverless-plugin',
    'cdk',
    'aws',
    'gcp',
    'relay',
    'cli',
    'viewer',
    'signals',
    'sdk',
  ],
  layer: ['core', 'config', 'export', 'aws', 'sdk', 'entry'],
  // What only builds take.
  light: ['support'],
};

const sources = globSync('src/**/*.{ts,tsx}');
const importPath = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;
const folderOf = (file: string) => relative('src', file).split('/')[0] ?? '';

/** The files of ours that a file imports, if only for their types. */
function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(importPath)].map(([, path]) =>
    relative('.', resolve(dirname(file), path ?? '')),
  );
}

test.each(sources)('%s imports only what its folder may', (file) => {
  const imported = importsOf(file)
    .map(folderOf)
    .filter((folder) => folder !== folderOf(file));

  expect(mayImport).toHaveProperty(folderOf(file));
  expect(mayImport[folderOf(file)], folderOf(file)).toEqual(expect.arrayContaining(imported));
});

test('no file imports itself by way of others, if only for a type', () => {
  const left = new Map(sources.map((file) => [file, importsOf(file)]));
  // What imports nothing that is left is in no circle, nor is what nothing that is left imports.
  for (let size = 0; size !== left.size; ) {
    size = left.size;
    for (const [file, imported] of left) {
      const isImported = [...left.values()].some((files) => files.includes(file));
      if (!isImported || !imported.some((each) => left.has(each))) left.delete(file);
    }
  }

  expect(Object.fromEntries(left)).toEqual({});
});

test('the version in the code is that of the package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  expect(version).toBe(manifest.version);
  expect(product).toBe(`antifreeze/${manifest.version}`);
});
