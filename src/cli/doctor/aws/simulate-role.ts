import type { PolicySimulator } from './aws-clients.ts';
import type { Gaps } from './gaps.ts';

/** What a role may or may not do. */
interface Question {
  /** For the report, where it can't be answered. */
  readonly what: string;
  readonly role: string;
  readonly actions: readonly string[];
  readonly resource: string;
}

/** What a role's policies say to each action, in IAM's words. Undefined where that can't be told. */
export async function simulateRole(
  { what, role, actions, resource }: Question,
  iam: PolicySimulator | undefined,
  gaps: Gaps,
): Promise<readonly string[] | undefined> {
  if (!iam) {
    gaps.add(what, '@aws-sdk/client-iam is not installed here');
    return undefined;
  }
  const answer = await gaps.attempt(what, 'iam:SimulatePrincipalPolicy', () =>
    iam.simulatePrincipalPolicy({
      PolicySourceArn: role,
      ActionNames: [...actions],
      ResourceArns: [resource],
    }),
  );
  const decisions = answer?.EvaluationResults?.map(({ EvalDecision }) => EvalDecision ?? '');
  return decisions?.[0] ? decisions : undefined;
}
