import { relaySchema } from './relay-schema.ts';
import { cloudFormation, type Schema, textOrReference, trueOrFalse, variables } from './schema.ts';

const resolvedByCloudFormation = '\\{\\{resolve:(secretsmanager|ssm):[^{}]+\\}\\}';
const resolvedByRelay = '(^|\\s)(secretsmanager|ssm):\\S+';

function headers(pattern: string, reference: string): Schema {
  return {
    type: 'object',
    additionalProperties: {
      type: 'string',
      pattern,
      description: `a reference such as ${reference}, because what is written here can be read in the template`,
    },
    description: 'an object of header names and references',
  };
}

const endpoint: Schema = {
  anyOf: [{ type: 'string', pattern: '^(https?://|\\{\\{resolve:|aws$)' }, cloudFormation],
  description: 'an http or https URL, aws, or a CloudFormation function such as { Ref: ... }',
};
const logName: Schema = {
  anyOf: [{ type: 'string', pattern: '^[^,:*\\s]+$' }, cloudFormation],
  description: 'the name of one that is there, or a CloudFormation function such as { Ref: ... }',
};

/** What can be said of a function. `headers` is what those of each signal must be. */
function settingsWith(headers: Schema): Readonly<Record<string, Schema>> {
  return {
    enabled: trueOrFalse,
    endpoint,
    headers,
    serviceName: textOrReference,
    logs: {
      anyOf: [
        { type: 'boolean' },
        {
          type: 'object',
          properties: {
            endpoint,
            headers,
            captureConsole: trueOrFalse,
            logGroup: logName,
            logStream: logName,
          },
          additionalProperties: false,
        },
      ],
      description: 'true, false or an object',
    },
    metrics: {
      anyOf: [
        { type: 'boolean' },
        { enum: ['emf'] },
        { type: 'object', properties: { endpoint, headers }, additionalProperties: false },
      ],
      description: 'true, false, emf or an object',
    },
    traceFields: trueOrFalse,
    environment: variables,
  };
}

const exampleReference = '{{resolve:secretsmanager:collector:SecretString:token}}';

/** `antifreeze` of a function: `false`, or what differs from `custom.antifreeze`. */
export const functionSchema: Schema = {
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      properties: {
        ...settingsWith(headers(resolvedByCloudFormation, exampleReference)),
        relay: trueOrFalse,
      },
      additionalProperties: false,
    },
  ],
  description: 'true, false or an object',
};

/** `custom.antifreeze`. */
export const serviceSchema: Schema = {
  type: 'object',
  properties: {
    ...settingsWith(
      headers(
        `${resolvedByCloudFormation}|${resolvedByRelay}`,
        `${exampleReference}, or with a relay secretsmanager:collector#token`,
      ),
    ),
    layer: {
      anyOf: [{ type: 'string', pattern: '^arn:' }, cloudFormation],
      description: "a layer version's ARN, or a CloudFormation function such as { Ref: ... }",
    },
    relay: relaySchema,
  },
  additionalProperties: false,
  description: 'an object',
};
