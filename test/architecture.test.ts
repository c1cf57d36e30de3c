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

const importPath = /(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g;
const folderOf = (file: string) => relative('src', file).split('/')[0] ?? '';

test.each(globSync('src/*/**/*.{ts,tsx}'))('%s imports only what its folder may', (file) => {
  const imported = [...readFileSync(file, 'utf8').matchAll(importPath)]
    .map(([, path]) => folderOf(relative('.', resolve(dirname(file), path ?? ''))))
    .filter((folder) => folder !== folderOf(file));

  expect(mayImport).toHaveProperty(folderOf(file));
  expect(mayImport[folderOf(file)], folderOf(file)).toEqual(expect.arrayContaining(imported));
});

test('the version in the code is that of the package', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  expect(version).toBe(manifest.version);
  expect(product).toBe(`antifreeze/${manifest.version}`);
});
