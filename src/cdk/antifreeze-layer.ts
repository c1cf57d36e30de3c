import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { layerDescription } from '../support/layer.ts';
import { packageZips } from './package-zips.ts';

/** The Lambda layer in this package, which traces functions without a change to their code. */
export class AntifreezeLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      code: Code.fromAsset(packageZips.layer),
      description: layerDescription,
      license: 'Apache-2.0',
      compatibleRuntimes: [Runtime.NODEJS_22_X, Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.X86_64, Architecture.ARM_64],
    });
  }
}
