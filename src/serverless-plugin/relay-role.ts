import {
  findSecretReference,
  type SecretReference,
  type SecretStoreName,
} from '../relay/secret-reference.ts';
import { awsStatement, sendsToAws, streamsOf } from './aws-statements.ts';
import { headerSets, relaySettingsOf } from './function-settings.ts';
import type { ServiceSettings } from './plugin-settings.ts';
import { builtQueue, type RelayPlan, type RelayQueue } from './relay-plan.ts';
import type { Service, SharedRole } from './service.ts';
import type { Statement, Value } from './template-values.ts';

/** What a function needs to send to the queue. */
export function sendStatements({ arn, kmsKeyArn }: RelayQueue): Statement[] {
  return [
    allow('sqs:SendMessage', arn),
    ...(kmsKeyArn === undefined ? [] : [allow(['kms:GenerateDataKey', 'kms:Decrypt'], kmsKeyArn)]),
  ];
}

interface RelayNeeds {
  readonly plan: RelayPlan;
  /** The logical name of the group that it logs to. */
  readonly logGroup: string;
  readonly isInVpc: boolean;
}

/** The role of the relay's function: what it needs and nothing more, within the limits that the service sets to roles. */
export function relayRole(service: Service, needs: RelayNeeds): object {
  const { permissionsBoundary, path } = sharedRole(service.provider.iam?.role);
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy([
        { ...allow('sts:AssumeRole'), Principal: { Service: 'lambda.amazonaws.com' } },
      ]),
      ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
      ...(path !== undefined && { Path: path }),
      Policies: [
        {
          PolicyName: 'relay',
          PolicyDocument: policy(statements(needs, relaySettingsOf(service))),
        },
      ],
    },
  };
}

function statements({ plan, logGroup, isInVpc }: RelayNeeds, settings: ServiceSettings) {
  const logs = { 'Fn::GetAtt': [logGroup, 'Arn'] };
  const queue = { 'Fn::GetAtt': [builtQueue, 'Arn'] };
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs),
    allow(receive, queue),
    ...(plan.kmsKeyArn === undefined ? [] : [allow('kms:Decrypt', plan.kmsKeyArn)]),
    ...(isInVpc ? [allow(networkInterfaces, '*')] : []),
    ...mayWriteTo(settings),
    ...headersOf(settings).flatMap(mayReadSecret),
    ...(plan.iamRoleStatements ?? []),
  ];
}

/** The relay's own log group, where records go unless another one is named, it may write anyway. */
function mayWriteTo(settings: ServiceSettings): Statement[] {
  const { logGroup } = typeof settings.logs === 'object' ? settings.logs : {};
  const logs = sendsToAws(settings, 'logs') && logGroup !== undefined;
  return [
    ...(sendsToAws(settings, 'traces') ? [awsStatement('traces')] : []),
    ...(logs ? [awsStatement('logs', [streamsOf(logGroup)])] : []),
    ...(sendsToAws(settings, 'metrics') ? [awsStatement('metrics')] : []),
  ];
}

const receive = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
];

/** What Lambda needs to attach a function to a VPC. None of these can be limited to a resource. */
const networkInterfaces = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const readActions: Partial<Record<SecretStoreName, string>> = {
  secretsmanager: 'secretsmanager:GetSecretValue',
  ssm: 'ssm:GetParameter',
};

/** Each secret once, whichever signals it is for. */
function headersOf(settings: ServiceSettings): string[] {
  const all = headerSets(settings).flatMap((headers) => Object.values(headers));
  return [...new Set(all)];
}

function mayReadSecret(header: string): Statement[] {
  const reference = findSecretReference(header);
  const action = readActions[reference?.store ?? 'env'];
  return reference && action ? [allow(action, secretArn(reference))] : [];
}

function secretArn({ store, id }: SecretReference): Value {
  const isArn = id.startsWith('arn:');
  if (store === 'ssm') return isArn ? id : arn(store, `parameter/${id.replace(/^\//, '')}`);
  // Secrets Manager adds a hyphen and six random characters to a name.
  if (!isArn) return arn(store, `secret:${id}-??????`);
  return /-\w{6}$/.test(id) ? id : `${id}-??????`;
}

function arn(service: string, resource: string): Value {
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
  };
}

function sharedRole(role: Value | SharedRole = {}): SharedRole {
  return typeof role === 'string' ? {} : (role as SharedRole);
}

function allow(Action: string | readonly string[], Resource?: Value): Statement {
  return { Effect: 'Allow', Action, ...(Resource !== undefined && { Resource }) };
}

function policy(Statement: readonly Statement[]): object {
  return { Version: '2012-10-17', Statement };
}
