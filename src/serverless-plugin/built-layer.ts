import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { layerDescription, layerRuntimes } from '../support/layer.ts';
import type { Serverless } from './service.ts';

/** The layer in the installed package. */
export interface BuiltLayer {
  readonly zip: string;
  /** Names the resource, and tells its content: so that another content makes another version of each function. */
  readonly reference: { readonly Ref: string };
}

/** Finds the layer in the package that the service has installed. */
export function findBuiltLayer({ serviceDir }: Serverless): BuiltLayer {
  const { resolve } = createRequire(join(serviceDir, 'serverless.yml'));
  const zip = join(dirname(resolve('antifreeze/package.json')), 'dist/layer/antifreeze.zip');
  const digest = createHash('sha256').update(readFileSync(zip)).digest('hex');
  return { zip, reference: { Ref: `AntifreezeLayer${digest.slice(0, 8)}` } };
}

/**
 * Has the framework deploy the layer with the service. Its own way to make a resource of a layer is left out: it asks
 * AWS about the one before, and so can't package without credentials. What it uploads is a file of the layer's name.
 */
export function addBuiltLayer(serverless: Serverless, { zip, reference }: BuiltLayer): void {
  const { service, serviceDir } = serverless;
  const { provider, package: packaging } = service;
  const { deploymentBucket, artifactDirectoryName } = packaging;
  copyFileSync(zip, join(packaging.path ?? join(serviceDir, '.serverless'), 'antifreeze.zip'));
  service.layers = { ...service.layers, antifreeze: {} };
  provider.compiledCloudFormationTemplate.Resources[reference.Ref] = {
    Type: 'AWS::Lambda::LayerVersion',
    Properties: {
      LayerName: `${service.service}-${serverless.getProvider('aws').getStage()}-antifreeze`,
      Description: layerDescription,
      LicenseInfo: 'Apache-2.0',
      CompatibleRuntimes: layerRuntimes,
      CompatibleArchitectures: ['x86_64', 'arm64'],
      Content: {
        S3Bucket: deploymentBucket ?? { Ref: 'ServerlessDeploymentBucket' },
        S3Key: `${artifactDirectoryName}/antifreeze.zip`,
      },
    },
  };
}
