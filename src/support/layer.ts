import { version } from './version.ts';

/** The exec wrapper in the layer, as functions name it in `AWS_LAMBDA_EXEC_WRAPPER`. */
export const execWrapper = '/opt/antifreeze';

/** What the layer runs on. */
export const layerRuntimes: readonly string[] = ['nodejs22.x', 'nodejs24.x'];

/** Said of each layer version that we publish: nothing else in AWS's answers tells which version it holds. */
export const layerDescription: string = `OpenTelemetry tracing by antifreeze ${version}`;

/** The version that a layer's description names. */
export function versionInDescription(description: string): string | undefined {
  return /\bantifreeze (\d+\.\d+\.\d+\S*)/.exec(description)?.[1];
}
