import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { AntifreezeRelayProps, HeaderSecret } from './relay-props.ts';

type Headers = NonNullable<AntifreezeRelayProps['headers']>;

/** Headers as `OTEL_EXPORTER_OTLP_HEADERS` has them, with references in place of secrets. Undefined for none. */
export function encodeHeaders(headers: Headers = {}): string | undefined {
  const all = Object.entries(headers)
    .map(([name, value]) => {
      const text = typeof value === 'string' ? encodeURIComponent(value) : referenceTo(value);
      return `${encodeURIComponent(name)}=${text}`;
    })
    .join();
  return all || undefined;
}

/** Lets the relay read each secret of these headers, and nothing else. */
export function grantSecrets(headers: Headers | undefined, relay: IGrantable): void {
  for (const value of Object.values(headers ?? {})) {
    if (typeof value !== 'string') value.secret.grantRead(relay);
  }
}

/** An ARN is not encoded: it may be known only to CloudFormation. */
function referenceTo({ secret, key, scheme }: HeaderSecret): string {
  const before = scheme === undefined ? '' : `${encodeURIComponent(scheme)}%20`;
  const after = key === undefined ? '' : `#${encodeURIComponent(key)}`;
  const reference = isSecret(secret)
    ? `secretsmanager:${secret.secretArn}`
    : `ssm:${secret.parameterArn}`;
  return before + reference + after;
}

function isSecret(secret: HeaderSecret['secret']): secret is ISecret {
  return 'secretArn' in secret;
}
