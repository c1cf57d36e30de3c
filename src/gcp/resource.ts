import type { AttributeValue } from '@opentelemetry/api';
import type { GcpEnvironment } from '../config/gcp-environment.ts';
import type { Metadata } from './metadata.ts';

/** Attributes of which some are known a little later. */
export type PendingAttributes = Record<
  string,
  AttributeValue | undefined | Promise<AttributeValue | undefined>
>;

/** What is true of this instance for as long as it lives, by the conventions for FaaS and cloud. */
export function gcpResource(
  { service, revision, functionTarget, projectId }: GcpEnvironment,
  metadata: Promise<Metadata | undefined> | undefined,
): PendingAttributes {
  const name = service ?? functionTarget;
  const attributes: PendingAttributes = {
    'cloud.provider': 'gcp',
    'cloud.platform': functionTarget === undefined ? 'gcp_cloud_run' : 'gcp_cloud_functions',
    'cloud.account.id': projectId ?? metadata?.then((found) => found?.projectId),
    'cloud.region': metadata?.then((found) => found?.region),
    'service.name': name,
    'faas.name': name,
    'faas.version': revision,
    'faas.instance': metadata?.then((found) => found?.instanceId),
  };
  for (const key of Object.keys(attributes))
    if (attributes[key] === undefined) delete attributes[key];
  return attributes;
}
