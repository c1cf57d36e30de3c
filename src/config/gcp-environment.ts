import type { FlushMode } from './config.ts';
import { readMetadataHost } from './google-apis.ts';
import type { TraceOptions } from './options.ts';
import { type Environment, readSetting } from './read-setting.ts';
import { settings } from './settings.ts';

/** What Google Cloud tells a function through its environment. Missing or empty variables are undefined. */
export interface GcpEnvironment {
  /** The name of the function, or of its Cloud Run service; set on Google Cloud only. */
  readonly service: string | undefined;
  readonly revision: string | undefined;
  /** The name of the exported function; undefined where the container is not a function's. */
  readonly functionTarget: string | undefined;
  /** Runtimes since Node.js 10 don't set it; users and Firebase do. */
  readonly projectId: string | undefined;
  /** After which time the platform gives a request up, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Host, and port if it isn't 80, of the metadata server. */
  readonly metadataHost: string;
}

/** Reads the variables that Cloud Functions, Cloud Run and Google's libraries define. Never throws. */
export function readGcpEnvironment(environment: Environment = process.env): GcpEnvironment {
  const text = (name: string) => environment[name] || undefined;
  const seconds = Number(environment['CLOUD_RUN_TIMEOUT_SECONDS']);
  return Object.freeze({
    service: text('K_SERVICE'),
    revision: text('K_REVISION'),
    functionTarget: text('FUNCTION_TARGET'),
    projectId: text('GOOGLE_CLOUD_PROJECT') ?? text('GCLOUD_PROJECT') ?? text('GCP_PROJECT'),
    timeoutMs: seconds > 0 ? seconds * 1000 : undefined,
    metadataHost: readMetadataHost(environment),
  });
}

/** The setting `flush` as it is here: before the response, unless something else was chosen. */
export function readGcpFlush(
  options: TraceOptions | undefined,
  environment: Environment = process.env,
): FlushMode {
  // `readConfig` gives the warnings.
  const inputs = { options, environment, warnings: new Set<string>() };
  return readSetting({ ...settings.general.flush, fallback: 'before-response' }, inputs);
}
