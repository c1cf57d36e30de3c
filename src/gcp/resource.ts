import type { DetectedResourceAttributes } from '@opentelemetry/resources';
import type { GcpEnvironment } from '../config/gcp-environment.ts';
import type { Metadata } from './metadata.ts';

/**
 * What is true of this instance for as long as it lives, by the conventions for FaaS and cloud; some of it is known
 * later. Away from Google Cloud it says nothing of a cloud.
 */
export function gcpResource(
  environment: GcpEnvironment,
  metadata: Promise<Metadata | undefined> | undefined,
): DetectedResourceAttributes {
  const { service, revision, functionTarget, job, projectId } = environment;
  const name = service ?? job?.name ?? functionTarget;
  const platform = platformOf(environment);
  const project = projectId ?? metadata?.then((found) => found?.projectId);
  const attributes: DetectedResourceAttributes = {
    'cloud.provider': platform && 'gcp',
    'cloud.platform': platform,
    'cloud.account.id': project,
    // Google's own endpoint goes by this one.
    'gcp.project_id': project,
    'cloud.region': metadata?.then((found) => found?.region),
    'service.name': name,
    'faas.name': name,
    'faas.version': revision,
    'faas.instance': metadata?.then((found) => found?.instanceId),
    'gcp.cloud_run.job.execution': job?.execution,
    'gcp.cloud_run.job.task_index': job?.taskIndex,
  };
  for (const key of Object.keys(attributes))
    if (attributes[key] === undefined) delete attributes[key];
  return attributes;
}

/** By the variables that OpenTelemetry's own detector goes by: only functions have a target. */
function platformOf({ functionTarget, configuration, job }: GcpEnvironment): string | undefined {
  if (functionTarget !== undefined) return 'gcp_cloud_functions';
  return configuration === undefined && job === undefined ? undefined : 'gcp_cloud_run';
}
