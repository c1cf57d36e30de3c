/** A Lambda function's ARN, in parts: `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`. */
export interface FunctionArn {
  readonly accountId: string;
  /** The ARN without its qualifier. */
  readonly unqualified: string;
  /** The alias or version that was asked for. */
  readonly qualifier: string | undefined;
}

/** Undefined for whatever isn't the ARN of a Lambda function. */
export function parseFunctionArn(arn: unknown): FunctionArn | undefined {
  if (typeof arn !== 'string') return undefined;
  const parts = arn.split(':');
  const [prefix, , service, , accountId, type, name, qualifier] = parts;
  const valid = prefix === 'arn' && service === 'lambda' && type === 'function';
  if (!valid || !accountId || !name || parts.length > 8) return undefined;
  return { accountId, unqualified: parts.slice(0, 7).join(':'), qualifier: qualifier || undefined };
}

/** The ARN of the code that runs: an alias says nothing of that, so the resolved version takes its place. */
export function resolveFunctionArn(arn: FunctionArn, version: string | undefined): string {
  return arn.qualifier && version ? `${arn.unqualified}:${version}` : arn.unqualified;
}
