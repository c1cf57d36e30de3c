import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { layerDescription, layerRuntimes } from '../support/layer.ts';
import { deployArtifact, findArtifact } from './artifact.ts';
import type { Serverless } from './service.ts';

/** The layer in the installed package. */
export interface BuiltLayer {
  readonly zip: string;
  /** Names the resource, and tells its content: so that another content makes another version of each function. */
  readonly reference: { readonly Ref: string };
}

/** Finds the layer in the package that the service has installed. */
export function findBuiltLayer({ serviceDir }: Serverless): BuiltLayer {
  const zip = findArtifact(serviceDir, 'dist/layer/antifreeze.zip');
  const digest = createHash('sha256').update(readFileSync(zip)).digest('hex');
  return { zip, reference: { Ref: `AntifreezeLayer${digest.slice(0, 8)}` } };
}

/**
 * Has the framework deploy the layer with the service. Its own way to make a resource of a layer is left out: it asks
 * AWS about the one before, and so can't package without credentials.
 */
export function addBuiltLayer(serverless: Serverless, { zip, reference }: BuiltLayer): void {
  const { service } = serverless;
  service.provider.compiledCloudFormationTemplate.Resources[reference.Ref] = {
    Type: 'AWS::Lambda::LayerVersion',
    Properties: {
      LayerName: `${service.service}-${serverless.getProvider('aws').getStage()}-antifreeze`,
      Description: layerDescription,
      LicenseInfo: 'Apache-2.0',
      CompatibleRuntimes: layerRuntimes,
      CompatibleArchitectures: ['x86_64', 'arm64'],
      Content: deployArtifact(serverless, zip),
    },
  };
}
