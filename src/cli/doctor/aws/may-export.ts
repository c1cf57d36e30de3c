import type { ReadConfig } from '../../../config/found-config.ts';
import { awsActionsFor, awsServiceOf } from '../../../support/aws-otlp.ts';
import type { Signal } from '../../../support/signal.ts';
import type { FunctionDescription } from '../function-description.ts';
import { goesToAws, logPlaceOf } from '../signal-ways.ts';
import type { PolicySimulator } from './aws-clients.ts';
import type { Gaps } from './gaps.ts';
import { simulateRole } from './simulate-role.ts';

/** AWS's own endpoint for a signal, and what a role is asked about it. */
export interface ExportTarget {
  readonly signal: Signal;
  readonly resource: string;
}

const names: Readonly<Record<Signal, string>> = {
  traces: 'X-Ray',
  logs: 'CloudWatch Logs',
  metrics: 'CloudWatch',
};

/** Where a function sends a signal that goes to AWS by its role; undefined for one that doesn't. */
export function exportTarget(
  signal: Signal,
  { arn }: Pick<FunctionDescription, 'arn'>,
  read: ReadConfig,
): ExportTarget | undefined {
  if (!goesToAws(signal, read)) return undefined;
  if (signal !== 'logs') return { signal, resource: '*' };
  const { group, stream = 'any' } = logPlaceOf(read);
  const [, partition, , region, account] = arn.split(':');
  const streamOf = (name: string) =>
    `arn:${partition}:logs:${region}:${account}:log-group:${name}:log-stream:${stream}`;
  return group === undefined ? undefined : { signal, resource: streamOf(group) };
}

/** Whether a role's policies allow to send there. Undefined where that can't be told for sure. */
export async function mayExport(
  role: string,
  { signal, resource }: ExportTarget,
  iam: PolicySimulator | undefined,
  gaps: Gaps,
): Promise<boolean | undefined> {
  const question = {
    what: `whether roles may send to ${names[signal]}`,
    role,
    actions: awsActionsFor[awsServiceOf[signal]],
    resource,
  };
  const decisions = await simulateRole(question, iam, gaps);
  return decisions?.every((decision) => decision === 'allowed');
}
