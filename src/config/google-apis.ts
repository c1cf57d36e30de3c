import type { Environment } from './read-setting.ts';

/** Host, and port if it isn't 80, of the metadata server. */
export function readMetadataHost(environment: Environment = process.env): string {
  return environment['GCE_METADATA_HOST'] || 'metadata.google.internal';
}

/** One of Google's APIs. */
export interface GoogleApi {
  readonly endpoint: URL;
  /** Whether it wants no token. */
  readonly isEmulator: boolean;
}

/** The APIs that are called without a library, named as in the variables of their endpoints. */
export type GoogleApiName = 'PUBSUB' | 'SECRETMANAGER';

/**
 * Where an API is: at `<NAME>_EMULATOR_HOST` an emulator, else what `CLOUDSDK_API_ENDPOINT_OVERRIDES_<NAME>` says, as
 * with Google's own tools and libraries.
 */
export function readGoogleApi(
  name: GoogleApiName,
  environment: Environment = process.env,
): GoogleApi {
  const emulator = environment[`${name}_EMULATOR_HOST`];
  const host = emulator && (emulator.includes('://') ? emulator : `http://${emulator}`);
  if (host && URL.canParse(host)) return { endpoint: new URL(host), isEmulator: true };
  const given = environment[`CLOUDSDK_API_ENDPOINT_OVERRIDES_${name}`] ?? '';
  const own = `https://${name.toLowerCase()}.googleapis.com`;
  return { endpoint: new URL(URL.canParse(given) ? given : own), isEmulator: false };
}
