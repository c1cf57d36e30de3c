import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLayer } from '../../scripts/build-layer.ts';
import { buildRelay } from '../../scripts/build-relay.ts';
import { buildServerlessPlugin } from '../../scripts/build-serverless-plugin.ts';
import { type Packaged, packageService } from './osls.ts';

/** A folder with services beside this package, installed as npm would. */
export interface Workspace {
  /** The folder whose node_modules has the package. */
  readonly directory: string;
  /** Packages a service of one file, whose configuration is this. */
  package(configuration: object, ...args: string[]): Packaged;
  /** Packages a service of these files. */
  packageFiles(files: Readonly<Record<string, string>>, ...args: string[]): Packaged;
  /** The layer's files, which Lambda has in /opt. */
  readonly layerFolder: string;
  /** The layer in the installed package. */
  layerZip(): Buffer;
  /** The relay in the installed package. */
  relayZip(): Buffer;
  remove(): void;
}

export async function createWorkspace(): Promise<Workspace> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'services-'));
  const installed = join(directory, 'node_modules/antifreeze');
  await writePackage(installed);
  const packageFiles: Workspace['packageFiles'] = (files, ...args) => {
    const service = mkdtempSync(join(directory, 'service-'));
    writeFileSync(join(service, 'package.json'), '{ "private": true }');
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(service, name), content);
    return packageService(service, ...args);
  };
  return {
    directory,
    packageFiles,
    package: (configuration, ...args) =>
      packageFiles(
        {
          'index.js': 'exports.handler = async () => "done";',
          'serverless.json': JSON.stringify(configuration),
        },
        ...args,
      ),
    layerFolder: join(installed, 'dist/layer/opt'),
    layerZip: () => readFileSync(join(installed, 'dist/layer/antifreeze.zip')),
    relayZip: () => readFileSync(join(installed, 'dist/relay/antifreeze-relay.zip')),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Writes what the plugin needs of the published package into a folder. */
export async function writePackage(folder: string): Promise<void> {
  mkdirSync(join(folder, 'dist/cjs'), { recursive: true });
  const plugin = './dist/cjs/serverless-plugin.js';
  const exports = { './serverless-plugin': plugin, './package.json': './package.json' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'antifreeze', type: 'module', exports }),
  );
  writeFileSync(join(folder, 'dist/cjs/package.json'), '{ "type": "commonjs" }');
  await buildServerlessPlugin(join(folder, plugin));
  await buildLayer(join(folder, 'dist/layer'));
  await buildRelay(join(folder, 'dist/relay'));
}
