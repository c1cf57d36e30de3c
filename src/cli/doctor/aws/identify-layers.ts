import { execWrapper, versionInDescription } from '../../../support/layer.ts';
import { version } from '../../../support/version.ts';
import type { LayerContents, LayerDescription } from '../function-description.ts';
import type { AttachedLayer, FunctionConfiguration, LambdaClient } from './aws-clients.ts';
import { scanDownload } from './download.ts';
import type { Gaps } from './gaps.ts';
import { inParallel } from './in-parallel.ts';

/** Several times the size of our layer, in bytes. What is larger is downloaded only where nothing else explains a function. */
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
  const layers = new Map<string, LayerDescription>();
  await identifyAll(functions, ({ CodeSize = 0 }) => CodeSize <= largest);
  await identifyAll(functions.filter(lacksLayer), () => true);
  return layers;

  /** Those that are not looked into now get another chance. */
  async function identifyAll(
    chosen: readonly FunctionConfiguration[],
    isWorthALook: (layer: AttachedLayer) => boolean,
  ): Promise<void> {
    const attached = chosen
      .flatMap(({ Layers = [] }) => Layers)
      .map((layer) => [layer.Arn ?? '', layer] as const)
      .filter(([arn]) => !isKnown(layers.get(arn)));
    await inParallel([...new Map(attached)], mostAtATime, async ([arn, layer]) => {
      const [layerArn = '', number = ''] = arn.split(/:(?=\d+$)/);
      const name = layerArn.split(':').at(-1) ?? '';
      const contents: LayerContents = isWorthALook(layer)
        ? await identify(layerArn, Number(number), sources)
        : { kind: 'unknown' };
      layers.set(arn, { arn, name, contents });
    });
  }

  /** Its exec wrapper must be somewhere, or the function doesn't start. */
  function lacksLayer({ Environment, Layers = [] }: FunctionConfiguration): boolean {
    return (
      Environment?.Variables?.['AWS_LAMBDA_EXEC_WRAPPER'] === execWrapper &&
      !Layers.some(({ Arn = '' }) => layers.get(Arn)?.contents.kind === 'antifreeze')
    );
  }
}

function isKnown(layer: LayerDescription | undefined): boolean {
  return layer !== undefined && layer.contents.kind !== 'unknown';
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
