import type { FunctionDescription, LayerDescription } from '../function-description.ts';
import type { FunctionConfiguration, LambdaClient } from './aws-clients.ts';

/** All functions of a region, by name. Rejects with the SDK's error. */
export async function listFunctions(lambda: LambdaClient): Promise<FunctionConfiguration[]> {
  const functions: FunctionConfiguration[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda.listFunctions({ Marker });
    functions.push(...(page.Functions ?? []));
    Marker = page.NextMarker || undefined;
  } while (Marker);
  const nameOf = ({ FunctionName = '' }: FunctionConfiguration) => FunctionName;
  return functions.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
}

/** What a function's configuration says by itself. */
export type PlainDescription = Omit<
  FunctionDescription,
  'relayQueue' | 'maySend' | 'mayExport' | 'takesOtlp' | 'relays' | 'versionsInCode'
>;

/** Puts Lambda's answer into our words. */
export function describePlainly(
  configuration: FunctionConfiguration,
  layers: ReadonlyMap<string, LayerDescription>,
): PlainDescription {
  const { Environment, PackageType, Layers = [], LoggingConfig = {} } = configuration;
  const { FunctionName: name = '' } = configuration;
  const { LogFormat, ApplicationLogLevel, LogGroup = `/aws/lambda/${name}` } = LoggingConfig;
  return {
    name,
    arn: configuration.FunctionArn ?? '',
    runtime: PackageType === 'Image' ? undefined : configuration.Runtime,
    handler: configuration.Handler,
    // What Lambda has where nothing is said.
    timeout: configuration.Timeout ?? 3,
    memory: configuration.MemorySize ?? 128,
    role: configuration.Role ?? '',
    variables: Environment?.Error ? undefined : (Environment?.Variables ?? {}),
    hasOwnKey: configuration.KMSKeyArn !== undefined,
    layers: Layers.flatMap(({ Arn = '' }) => layers.get(Arn) ?? []),
    xRay: configuration.TracingConfig?.Mode === 'Active',
    logGroup: LogGroup,
    logLevel: LogFormat === 'JSON' ? ApplicationLogLevel : undefined,
  };
}
