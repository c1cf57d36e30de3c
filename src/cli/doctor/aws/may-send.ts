import type { QueueDescription } from '../function-description.ts';
import type { PolicySimulator } from './aws-clients.ts';
import type { Gaps } from './gaps.ts';
import { simulateRole } from './simulate-role.ts';

const what = 'whether roles may send to their queues';

/** Whether a role's policies allow `sqs:SendMessage`. Undefined where that can't be told for sure. */
export async function maySend(
  role: string,
  { arn, attributes }: QueueDescription,
  iam: PolicySimulator | undefined,
  gaps: Gaps,
): Promise<boolean | undefined> {
  const question = { what, role, actions: ['sqs:SendMessage'], resource: arn };
  const [decision] = (await simulateRole(question, iam, gaps)) ?? [];
  if (decision === undefined) return undefined;
  if (decision === 'implicitDeny' && mayHavePolicy(attributes)) {
    gaps.add(what, 'the policy of a queue may allow what the policies of a role do not');
    return undefined;
  }
  return decision === 'allowed';
}

/** The simulator knows the role's policies only. */
function mayHavePolicy(attributes: QueueDescription['attributes']): boolean {
  return typeof attributes !== 'object' || attributes.hasPolicy;
}
