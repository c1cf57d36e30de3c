import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePackage } from './workspace.ts';

/** A copy of this repository's service, with a place for what is deployed of it. */
export interface ExampleService {
  /** The folder of `serverless.yml`. */
  readonly service: string;
  /** Unzips an artifact, and gives the folder that it is in then. */
  unzip(artifact: string): string;
  remove(): void;
}

const deployedFiles = [
  'serverless.yml',
  'package.json',
  'dist/esm/index.js',
  'examples/orders',
  'node_modules/@opentelemetry/api',
];

export async function copyExample(): Promise<ExampleService> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'repository-'));
  const service = join(directory, 'service');
  await writePackage(service);
  for (const path of deployedFiles)
    cpSync(path, join(service, path), { recursive: true, dereference: true });
  // Lambda's runtime brings the AWS SDK.
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(realpathSync('node_modules/@aws-sdk'), join(directory, 'node_modules/@aws-sdk'));
  return {
    service,
    unzip: (artifact) => {
      const folder = mkdtempSync(join(directory, 'unzipped-'));
      execFileSync('unzip', ['-q', artifact, '-d', folder]);
      return folder;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
