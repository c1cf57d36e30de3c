import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { bundled } from '../scripts/bundle.ts';
import { licenseTexts } from '../scripts/third-party.ts';

const own = readFileSync('LICENSE', 'utf8');
const texts = readFileSync('dist/THIRD-PARTY-LICENSES.txt', 'utf8');

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
}
interface Sbom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
}
const sbom = JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8')) as Sbom;

/** The packages in a bundle of these files, without late parts, by name and version. */
async function packagesIn(...entryPoints: string[]): Promise<string[]> {
  const { metafile } = await build({
    ...bundled,
    entryPoints,
    outdir: 'out',
    format: 'esm',
    external: ['aws-cdk-lib', 'constructs'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    metafile: true,
  });
  const used = Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    // Of a module that is left out as a whole, a few characters stay.
    .filter(([, { bytesInOutput }]) => bytesInOutput > 10);
  const folders = used.flatMap(
    ([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)].map((folder) => {
    const { name, version } = readManifest(join(folder, 'package.json'));
    return `${name} ${version}`;
  });
}

function readManifest(path: string): Component {
  return JSON.parse(readFileSync(path, 'utf8')) as Component;
}

/** The packages that a list of licences names. */
function namedIn(list: string): string[] {
  return [...list.matchAll(/^(\S+ \d+\.\d+\.\d+\S*) \([\w.-]+\)$/gm)].map(([, name = '']) => name);
}

test('each package of which there is code is named with its licence, in the package', async () => {
  const packages = await packagesIn(...globSync('src/entry/*.ts'), 'src/viewer/page/main.tsx');

  expect(packages.length).toBeGreaterThan(10);
  expect(namedIn(texts)).toEqual(expect.arrayContaining(packages));
});

test('each package that is named has its own words there, or has those of LICENSE', () => {
  for (const name of namedIn(texts).map((named) => named.replace(/ \S+$/, ''))) {
    const license = readFileSync(join('node_modules', name, 'LICENSE'), 'utf8').trim();
    expect(license === own.trim() || texts.includes(license), name).toBe(true);
  }
  expect(texts).toContain('The text of this licence is in the file LICENSE.');
});

test.each([
  { file: 'dist/layer/antifreeze.zip', path: 'antifreeze-layer/', entry: 'src/layer/tracing.ts' },
  { file: 'dist/relay/antifreeze-relay.zip', path: '', entry: 'src/entry/relay-function.ts' },
])('$file names what is in it, and has the texts', async ({ file, path, entry }) => {
  const files = unzipSync(readFileSync(file));
  const read = (name: string) => Buffer.from(files[`${path}${name}`] ?? []).toString();

  expect(namedIn(read('THIRD-PARTY-LICENSES.txt'))).toEqual(
    expect.arrayContaining(await packagesIn(entry)),
  );
  expect(read('THIRD-PARTY-LICENSES.txt')).not.toContain('preact');
  expect(read('LICENSE')).toBe(own);
});

test('the same packages are in the list of materials, under this one', () => {
  const listed = sbom.components.map(({ group, name, version }) =>
    group ? `${group}/${name} ${version}` : `${name} ${version}`,
  );
  const { name, version } = sbom.metadata.component;
  const manifest = readManifest('package.json');

  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
  expect(`${name} ${version}`).toBe(`antifreeze ${manifest.version}`);
  expect(listed.toSorted()).toEqual(namedIn(texts).toSorted());
  expect(sbom.dependencies.some(({ dependsOn = [] }) => dependsOn.length > 3)).toBe(true);
});

test('terms are there once, however many packages have them, and notices with them', () => {
  const listed = licenseTexts(
    [
      { name: 'a', version: '1.0.0', license: 'MIT', terms: 'Do as you like.' },
      { name: 'b', version: '2.0.0', license: 'MIT', terms: 'Do as you like.' },
      { name: 'c', version: '3.0.0', license: 'Apache-2.0', terms: own.trim() },
      { name: 'd', version: '4.0.0', license: 'Apache-2.0', terms: `${own.trim()}\n\nNotice of d` },
    ],
    own,
  );

  expect(namedIn(listed)).toEqual(['a 1.0.0', 'b 2.0.0', 'c 3.0.0', 'd 4.0.0']);
  expect(listed.split('Do as you like.')).toHaveLength(2);
  expect(listed.split('TERMS AND CONDITIONS FOR USE')).toHaveLength(2);
  expect(listed).toContain('Notice of d');
});
