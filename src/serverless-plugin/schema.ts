/** The part of JSON Schema that is used here; `description` says what a value must be. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'boolean' | 'integer';
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
}

/** A function of CloudFormation, such as `{ Ref: ... }`. */
export const cloudFormation: Schema = { type: 'object' };

export const trueOrFalse: Schema = { type: 'boolean', description: 'true or false' };

export const textOrReference: Schema = {
  anyOf: [{ type: 'string' }, cloudFormation],
  description: 'text, or a CloudFormation function such as { Ref: ... }',
};

/** Variables of a function. */
export const variables: Schema = {
  type: 'object',
  additionalProperties: textOrReference,
  description: 'an object of variables',
};
