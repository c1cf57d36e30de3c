import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { AwsAccount } from './aws-account.ts';

/** What infrastructure code says about the relay that it has made. */
export interface RelayOutputs {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly senderPolicyArn: string;
  readonly relayName: string;
  readonly logGroupName: string;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

export type DeployedRelay = Awaited<ReturnType<typeof readBackRelay>>;

/** A relay as the account has it. */
export async function readBackRelay(account: AwsAccount, outputs: RelayOutputs) {
  const { lambda, logs } = account;
  const relay = await lambda.getFunctionConfiguration({ FunctionName: outputs.relayName });
  const queue = await readQueue(account, outputs.queueUrl);
  const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({
    EventSourceArn: String(queue['QueueArn']),
  });
  const { logGroups = [] } = await logs.describeLogGroups({
    logGroupNamePrefix: outputs.logGroupName,
  });
  return {
    relay,
    queue,
    deadLetterQueue: await readQueue(account, outputs.deadLetterQueueUrl),
    mappings: EventSourceMappings,
    logGroup: logGroups[0],
    alarms: await readAlarms(account),
    permissions: await readRolePermissions(account, relay),
    senderPermissions: await readPolicyPermissions(account, outputs.senderPolicyArn),
  };
}

async function readQueue({ sqs }: AwsAccount, QueueUrl: string): Promise<Record<string, unknown>> {
  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  const { RedrivePolicy = 'null', Policy = 'null', ...rest } = Attributes;
  return { ...rest, RedrivePolicy: JSON.parse(RedrivePolicy), Policy: JSON.parse(Policy) };
}

async function readAlarms({ cloudWatch }: AwsAccount) {
  const { MetricAlarms = [] } = await cloudWatch.describeAlarms({});
  return MetricAlarms;
}

async function readRolePermissions({ iam }: AwsAccount, { Role = '' }: FunctionConfiguration) {
  const RoleName = Role.split('/').at(-1) ?? '';
  const { AttachedPolicies } = await iam.listAttachedRolePolicies({ RoleName });
  if (AttachedPolicies?.length) throw new Error('the role has policies that were not looked at');
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  const policies = PolicyNames.map((PolicyName) => iam.getRolePolicy({ RoleName, PolicyName }));
  const documents = (await Promise.all(policies)).map(({ PolicyDocument }) => PolicyDocument);
  return documents.flatMap(permissionsIn).sort();
}

/** What the policies of one's own allow that a role has. */
export async function readAttachedPermissions(account: AwsAccount, role = ''): Promise<string[]> {
  const RoleName = role.split('/').at(-1);
  const { AttachedPolicies = [] } = await account.iam.listAttachedRolePolicies({ RoleName });
  const own = AttachedPolicies.flatMap(({ PolicyArn = '' }) =>
    PolicyArn.includes(':aws:policy/') ? [] : [readPolicyPermissions(account, PolicyArn)],
  );
  return (await Promise.all(own)).flat().sort();
}

/** What a policy allows: each action on each resource, as `<action> <resource>`. */
export async function readPolicyPermissions({ iam }: AwsAccount, PolicyArn: string) {
  const { Policy } = await iam.getPolicy({ PolicyArn });
  const { PolicyVersion } = await iam.getPolicyVersion({
    PolicyArn,
    VersionId: Policy?.DefaultVersionId ?? '',
  });
  return permissionsIn(PolicyVersion?.Document);
}

function permissionsIn(document = '{}'): string[] {
  const { Statement = [] } = JSON.parse(decodeURIComponent(document)) as {
    Statement?: readonly Statement[];
  };
  return Statement.flatMap(({ Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
  );
}

/** As AWS tells it of the code that was uploaded. */
export function codeSha256(zip: string): string {
  return createHash('sha256').update(readFileSync(zip)).digest('base64');
}
