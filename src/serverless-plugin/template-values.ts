/** What stands in a template: a text, or a function of CloudFormation. */
export type Value = string | object;
export type Environment = Readonly<Record<string, Value>>;
/** An ARN, or a function of CloudFormation. */
export type Layer = string | object;

/** A statement of an IAM policy. */
export type Statement = Readonly<Record<string, unknown>>;

/** Where in a private network a function runs. */
export interface Vpc {
  readonly securityGroupIds?: Value | readonly Value[];
  readonly subnetIds?: Value | readonly Value[];
  readonly ipv6AllowedForDualStack?: boolean;
}
