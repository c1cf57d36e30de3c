import { readConfig } from '../../../config/read-config.ts';
import type { Environment } from '../../../config/read-setting.ts';
import { authOf } from '../../../export/authorization-for.ts';
import { xrayActions } from '../../../support/xray-actions.ts';
import { findDestination } from '../find-destination.ts';
import type { PolicySimulator } from './aws-clients.ts';
import type { Gaps } from './gaps.ts';
import { simulateRole } from './simulate-role.ts';

/** Whether a function with these variables signs what it sends for X-Ray. */
export function sendsToXray(variables: Environment | undefined, region: string): boolean {
  const read = readConfig({}, { AWS_REGION: region, ...variables });
  return findDestination(read).kind === 'endpoint' && authOf(read.config.otlp) === 'xray';
}

/** Whether a role's policies allow to send to X-Ray's OTLP endpoint. Undefined where that can't be told for sure. */
export async function mayTrace(
  role: string,
  iam: PolicySimulator | undefined,
  gaps: Gaps,
): Promise<boolean | undefined> {
  const question = {
    what: 'whether roles may send to X-Ray',
    role,
    actions: xrayActions,
    resource: '*',
  };
  const decisions = await simulateRole(question, iam, gaps);
  return decisions?.every((decision) => decision === 'allowed');
}
