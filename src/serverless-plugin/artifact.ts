import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Serverless } from './service.ts';
import type { Value } from './template-values.ts';

/** Where CloudFormation finds an uploaded file. */
export interface UploadedArtifact {
  readonly S3Bucket: Value;
  readonly S3Key: string;
}

/** A file of the package that the service has installed. */
export function findArtifact(serviceDir: string, path: string): string {
  const { resolve } = createRequire(join(serviceDir, 'serverless.yml'));
  return join(dirname(resolve('antifreeze/package.json')), path);
}

/**
 * Has the framework upload a zip with the service. It does so with the file of each layer that it knows of, whether or
 * not it has made a resource of it.
 */
export function deployArtifact({ service, serviceDir }: Serverless, zip: string): UploadedArtifact {
  const { deploymentBucket, artifactDirectoryName, path } = service.package;
  const file = basename(zip);
  copyFileSync(zip, join(path ?? join(serviceDir, '.serverless'), file));
  service.layers = { ...service.layers, [basename(zip, '.zip')]: {} };
  return {
    S3Bucket: deploymentBucket ?? { Ref: 'ServerlessDeploymentBucket' },
    S3Key: `${artifactDirectoryName}/${file}`,
  };
}
