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

const exampleReference = '{{resolve:secretsmanager:collector:SecretString:token}}';
const perFunction: Readonly<Record<string, Schema>> = {
  enabled: trueOrFalse,
  endpoint: {
    anyOf: [{ type: 'string', pattern: '^(https?://|\\{\\{resolve:|aws$)' }, cloudFormation],
    description: 'an http or https URL, aws, or a CloudFormation function such as { Ref: ... }',
  },
  headers: headers(resolvedByCloudFormation, exampleReference),
  serviceName: textOrReference,
  environment: variables,
};

/** `antifreeze` of a function: `false`, or what differs from `custom.antifreeze`. */
export const functionSchema: Schema = {
  anyOf: [
    { type: 'boolean' },
    {
      type: 'object',
      properties: { ...perFunction, relay: trueOrFalse },
      additionalProperties: false,
    },
  ],
  description: 'true, false or an object',
};

/** `custom.antifreeze`. */
export const serviceSchema: Schema = {
  type: 'object',
  properties: {
    ...perFunction,
    headers: headers(
      `${resolvedByCloudFormation}|${resolvedByRelay}`,
      `${exampleReference}, or with a relay secretsmanager:collector#token`,
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
