import { readMetadataHost } from './google-apis.ts';
import type { Environment } from './read-setting.ts';

/** What Google Cloud tells a function, a service or a job through its environment. Missing or empty variables are undefined. */
export interface GcpEnvironment {
  /** The name of the function, or of its Cloud Run service; set on Google Cloud only. */
  readonly service: string | undefined;
  readonly revision: string | undefined;
  /** The name of the configuration that revisions are made of; set on Cloud Run only. */
  readonly configuration: string | undefined;
  /** The name of the exported function; undefined where the container is not a function's. */
  readonly functionTarget: string | undefined;
  /** Set in the tasks of a Cloud Run job only. */
  readonly job: CloudRunJob | undefined;
  /** Runtimes since Node.js 10 don't set it; users and Firebase do. */
  readonly projectId: string | undefined;
  /** After which time the platform gives a request up, in milliseconds. */
  readonly timeoutMs: number | undefined;
  /** Host, and port if it isn't 80, of the metadata server. */
  readonly metadataHost: string;
}

/** A Cloud Run job, and which of its tasks this process is. */
interface CloudRunJob {
  readonly name: string;
  readonly execution: string | undefined;
  /** Counts from 0. */
  readonly taskIndex: number | undefined;
}

/** Reads the variables that Cloud Functions, Cloud Run and Google's libraries define. Never throws. */
export function readGcpEnvironment(environment: Environment = process.env): GcpEnvironment {
  const text = (name: string) => environment[name] || undefined;
  const seconds = Number(environment['CLOUD_RUN_TIMEOUT_SECONDS']);
  return Object.freeze({
    service: text('K_SERVICE'),
    revision: text('K_REVISION'),
    configuration: text('K_CONFIGURATION'),
    functionTarget: text('FUNCTION_TARGET'),
    job: readJob(environment),
    projectId: text('GOOGLE_CLOUD_PROJECT') ?? text('GCLOUD_PROJECT') ?? text('GCP_PROJECT'),
    timeoutMs: seconds > 0 ? seconds * 1000 : undefined,
    metadataHost: readMetadataHost(environment),
  });
}

function readJob(environment: Environment): CloudRunJob | undefined {
  const name = environment['CLOUD_RUN_JOB'];
  if (!name) return undefined;
  const index = environment['CLOUD_RUN_TASK_INDEX'] ?? '';
  return {
    name,
    execution: environment['CLOUD_RUN_EXECUTION'] || undefined,
    taskIndex: /^\d+$/.test(index) ? Number(index) : undefined,
  };
}
