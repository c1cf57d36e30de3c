/**
 * What `npm version` and `npm publish` run. The first gives what CHANGELOG.md has as unreleased the number of the version, the
 * second is stopped where something of a release is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** The parts of package.json that a release needs. */
interface Manifest {
  readonly version: string;
  readonly repository?: string | { readonly url: string };
}

const changelogFile = 'CHANGELOG.md';
const versionFile = 'src/support/version.ts';

/** The changelog with all that was unreleased under the version. Throws where there is nothing. */
export function cutChangelog(changelog: string, version: string, date: string): string {
  const unreleased = /^## Unreleased\n+(?=### )/m;
  if (!unreleased.test(changelog))
    throw new Error(`${changelogFile} has nothing under Unreleased: say what is new in ${version}`);
  return changelog.replace(unreleased, `## Unreleased\n\n## ${version} - ${date}\n\n`);
}

/** What is missing for a release, each with what to do. */
export function missingIn({ version, repository }: Manifest, changelog: string): string[] {
  const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-\\d\\d-\\d\\d$`, 'm');
  return [
    repository
      ? ''
      : 'package.json has no repository. Provenance says where a release was built from, and npm compares it with that: npm pkg set repository=git+https://<host>/<owner>/<name>.git',
    heading.test(changelog)
      ? ''
      : `${changelogFile} has no section for ${version}: let npm version make it`,
  ].filter((line) => line !== '');
}

if (import.meta.main) {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const { version } = manifest;
  const changelog = readFileSync(changelogFile, 'utf8');
  if (process.argv[2] === 'cut') {
    const [date = ''] = new Date().toISOString().split('T');
    writeFileSync(changelogFile, cutChangelog(changelog, version, date));
    const source = readFileSync(versionFile, 'utf8');
    writeFileSync(versionFile, source.replace(/(?<== ')(antifreeze\/)?\d[^']*/g, `$1${version}`));
  } else {
    const missing = missingIn(manifest, changelog);
    for (const line of missing) console.error(`This can't be published yet: ${line}`);
    process.exitCode = missing.length === 0 ? 0 : 1;
  }
}
