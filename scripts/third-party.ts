import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** A package of which code is in a bundle. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** By SPDX. */
  readonly license: string;
  /** What it says of its terms: its licence, and notices if there are any. */
  readonly terms: string;
}

/** The same build, which adds what esbuild says of it, and of what is built within it, to `metafiles`. */
export function noting(metafiles: Metafile[], options: BuildOptions): BuildOptions {
  const plugin: Plugin = {
    name: 'note what is built',
    setup({ onEnd }) {
      onEnd(({ metafile }) => {
        if (metafile) metafiles.push(metafile);
      });
    },
  };
  return { ...options, metafile: true, plugins: [...(options.plugins ?? []), plugin] };
}

/** The packages of which there is code in what was built. Throws where one has no licence that could go with its code. */
export function thirdParties(metafiles: readonly Metafile[]): ThirdParty[] {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const folders = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)]
    .map((folder) => readPackage(join(repository, folder)))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function readPackage(folder: string): ThirdParty {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(manifest) as Omit<ThirdParty, 'terms'>;
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile() && /^(?:licen[cs]e|copying|notice)\b/i.test(file.name))
    .map((file) => readFileSync(join(folder, file.name), 'utf8').trim());
  if (files.length === 0) throw new Error(`${name} is bundled, and has no text of its licence`);
  return { name, version, license, terms: files.join('\n\n') };
}

/** The terms of what is bundled, each text once; one that `own` has, too, is that in the file LICENSE beside it. */
export function licenseTexts(packages: readonly ThirdParty[], own: string): string {
  const byTerms = Map.groupBy(packages, ({ terms }) => terms);
  const groups = [...byTerms].map(([terms, those]) => {
    const names = those.map(({ name, version, license }) => `${name} ${version} (${license})`);
    const text = terms === own.trim() ? 'The text of this licence is in the file LICENSE.' : terms;
    return `${names.join('\n')}\n\n${text}\n`;
  });
  return `Code of these packages is in the files of antifreeze.\n\n${groups.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
