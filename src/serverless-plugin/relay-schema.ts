import { cloudFormation, type Schema, trueOrFalse, variables } from './schema.ts';

/** How long CloudWatch Logs can keep events, in days. */
const logRetentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

const kmsKeyArn: Schema = {
  anyOf: [{ type: 'string', pattern: '^arn:[^:]+:kms:[^:]+:[^:]+:key/' }, cloudFormation],
  description: "a key's ARN, no alias, or a CloudFormation function such as { Fn::GetAtt: ... }",
};

/** A queue that is there already, with a relay behind it. */
const existingQueue: Schema = {
  type: 'object',
  properties: {
    queueUrl: {
      anyOf: [{ type: 'string', pattern: '^https?://' }, cloudFormation],
      description: "the queue's URL, or a CloudFormation function such as { Ref: ... }",
    },
    queueArn: {
      anyOf: [{ type: 'string', pattern: '^arn:[^:]+:sqs:' }, cloudFormation],
      description: "the queue's ARN, or a CloudFormation function such as { Fn::GetAtt: ... }",
    },
    kmsKeyArn,
  },
  required: ['queueUrl', 'queueArn'],
  additionalProperties: false,
};

const alarms: Schema = {
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      properties: {
        oldestMessageAge: threshold(wholeNumber('of seconds', 1)),
        undelivered: threshold(wholeNumber('of per cent', 1, 100)),
        deadLetters: threshold(wholeNumber('of messages', 1)),
        errors: threshold(wholeNumber('of errors', 1)),
        actions: listOf(
          { anyOf: [{ type: 'string', pattern: '^arn:' }, cloudFormation], description: 'an ARN' },
          'a list of ARNs, of SNS topics for instance',
        ),
      },
      additionalProperties: false,
    },
  ],
  description: 'true, false or an object',
};

const identifiers: Schema = {
  anyOf: [{ type: 'array' }, cloudFormation],
  description: 'a list, or a CloudFormation function such as { Fn::Split: ... }',
};
const vpc: Schema = {
  anyOf: [
    { type: 'boolean', enum: [false] },
    {
      type: 'object',
      properties: {
        securityGroupIds: identifiers,
        subnetIds: identifiers,
        ipv6AllowedForDualStack: trueOrFalse,
      },
      required: ['securityGroupIds', 'subnetIds'],
      additionalProperties: false,
    },
  ],
  description: 'false, or an object of securityGroupIds and subnetIds',
};

/** A relay that is deployed with the service. The limits are those of AWS. */
const builtRelay: Schema = {
  type: 'object',
  properties: {
    messageRetentionPeriod: wholeNumber('of seconds', 60, 1_209_600),
    visibilityTimeout: wholeNumber('of seconds', 0, 43_200),
    maxReceiveCount: wholeNumber('', 1, 1_000),
    batchSize: wholeNumber('of messages', 1, 10_000),
    maximumBatchingWindow: wholeNumber('of seconds', 0, 300),
    maximumConcurrency: wholeNumber('', 2, 1_000),
    reservedConcurrency: wholeNumber('', 2),
    memorySize: wholeNumber('of megabytes', 128, 10_240),
    timeout: wholeNumber('of seconds', 1, 900),
    architecture: { enum: ['arm64', 'x86_64'], description: 'arm64 or x86_64' },
    kmsKeyArn,
    logRetentionInDays: { enum: logRetentions, description: `one of ${logRetentions.join(', ')}` },
    vpc,
    environment: variables,
    iamRoleStatements: listOf(
      { type: 'object', description: 'a statement of a policy' },
      'a list of statements',
    ),
    alarms,
  },
  additionalProperties: false,
};

/** `custom.antifreeze.relay`. */
export const relaySchema: Schema = {
  anyOf: [{ type: 'boolean' }, existingQueue, builtRelay],
  description: 'true, false or an object',
};

function wholeNumber(unit: string, minimum: number, maximum?: number): Schema {
  const range = maximum === undefined ? `${minimum} or more` : `${minimum} to ${maximum}`;
  return {
    type: 'integer',
    minimum,
    ...(maximum !== undefined && { maximum }),
    description: `a whole number${unit && ` ${unit}`}, ${range}`,
  };
}

/** What an alarm goes off at, or no alarm. */
function threshold(number: Schema): Schema {
  return {
    anyOf: [{ type: 'boolean', enum: [false] }, number],
    description: `false or ${number.description}`,
  };
}

function listOf(items: Schema, description: string): Schema {
  return { type: 'array', items, description };
}
