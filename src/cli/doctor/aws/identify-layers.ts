import { execWrapper, versionInDescription } from '../../../support/layer.ts';
import { version } from '../../../support/version.ts';
import type { LayerContents, LayerDescription } from '../function-description.ts';
import type { FunctionConfiguration, LambdaClient } from './aws-clients.ts';
import { scanDownload } from './download.ts';
import type { Gaps } from './gaps.ts';
import { inParallel } from './in-parallel.ts';

/** Several times the size of our layer, in bytes: what is larger is something else, unless its name says otherwise. */
const largest = 1_000_000;
const mostAtATime = 8;
const fileInLayer = execWrapper.replace('/opt/', '');

export interface LayerSources {
  readonly lambda: LambdaClient;
  /** SHA-256 of the layer in the installed package, base64. */
  readonly installed: string | undefined;
  readonly gaps: Gaps;
}

/** Describes every layer that functions have, by its ARN. Each is asked about once. */
export async function identifyLayers(
  functions: readonly FunctionConfiguration[],
  sources: LayerSources,
): Promise<ReadonlyMap<string, LayerDescription>> {
  const sizes = new Map(
    functions
      .flatMap(({ Layers = [] }) => Layers)
      .map(({ Arn = '', CodeSize = 0 }) => [Arn, CodeSize] as const),
  );
  const layers = await inParallel([...sizes], mostAtATime, async ([arn, size]) => {
    const [layerArn = '', number = ''] = arn.split(/:(?=\d+$)/);
    const name = layerArn.split(':').at(-1) ?? '';
    const isSmall = size <= largest || /antifreeze/i.test(name);
    const contents: LayerContents = isSmall
      ? await identify(layerArn, Number(number), sources)
      : { kind: 'unknown' };
    return [arn, { arn, name, contents }] as const;
  });
  return new Map(layers);
}

/** By its bytes; else by the files in it; else by its description. */
async function identify(
  layerArn: string,
  number: number,
  { lambda, installed, gaps }: LayerSources,
): Promise<LayerContents> {
  const answer = await gaps.attempt('what layers hold', 'lambda:GetLayerVersion', () =>
    lambda.getLayerVersion({ LayerName: layerArn, VersionNumber: number }),
  );
  if (!answer) return { kind: 'unknown' };
  const { Content: { CodeSha256, Location } = {}, Description = '' } = answer;
  const isInstalled = installed === undefined ? undefined : CodeSha256 === installed;
  if (isInstalled) return { kind: 'antifreeze', version, isInstalled };
  try {
    const { files, versions } = await scanDownload(Location);
    return files.has(fileInLayer)
      ? { kind: 'antifreeze', version: versions.at(-1), isInstalled }
      : { kind: 'other' };
  } catch {
    const described = versionInDescription(Description);
    return described
      ? { kind: 'antifreeze', version: described, isInstalled }
      : { kind: 'unknown' };
  }
}
