/** The part of JSON Schema that is used here; `description` says what a value must be. */
export interface Schema {
  readonly type?: 'object' | 'string' | 'boolean';
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
}

const string: Schema = { type: 'string', description: 'text' };
const cloudFormation: Schema = { type: 'object' };
const textOrReference: Schema = {
  anyOf: [string, cloudFormation],
  description: 'text, or a CloudFormation function such as { Ref: ... }',
};

const perFunction: Readonly<Record<string, Schema>> = {
  enabled: { type: 'boolean', description: 'true or false' },
  endpoint: {
    anyOf: [{ type: 'string', pattern: '^(https?://|\\{\\{resolve:)' }, cloudFormation],
    description: 'an http or https URL, or a CloudFormation function such as { Ref: ... }',
  },
  headers: {
    type: 'object',
    additionalProperties: {
      type: 'string',
      pattern: '\\{\\{resolve:(secretsmanager|ssm):[^{}]+\\}\\}',
      description:
        'a reference such as {{resolve:secretsmanager:collector:SecretString:token}}, because what is written here can be read in the template',
    },
    description: 'an object of header names and references',
  },
  serviceName: textOrReference,
  environment: {
    type: 'object',
    additionalProperties: textOrReference,
    description: 'an object of variables',
  },
};

/** `antifreeze` of a function: `false`, or what differs from `custom.antifreeze`. */
export const functionSchema: Schema = {
  anyOf: [
    { type: 'boolean' },
    { type: 'object', properties: perFunction, additionalProperties: false },
  ],
};

/** `custom.antifreeze`. */
export const serviceSchema: Schema = {
  type: 'object',
  properties: {
    ...perFunction,
    layer: {
      anyOf: [{ type: 'string', pattern: '^arn:' }, cloudFormation],
      description: "a layer version's ARN, or a CloudFormation function such as { Ref: ... }",
    },
  },
  additionalProperties: false,
  description: 'an object',
};
