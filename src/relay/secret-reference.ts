/** Where a secret is kept: as references begin. */
export type SecretStoreName = 'secretsmanager' | 'ssm' | 'projects' | 'env';

/**
 * What names a secret in a header: `secretsmanager:<name or ARN>` or `ssm:<name or ARN>` of AWS,
 * `projects/<project>/secrets/<secret>[/versions/<version>]` of Google's Secret Manager, or `env:<variable>`; with
 * `#<key>` behind it, one value of a secret that is a JSON object.
 */
export interface SecretReference {
  /** The reference as it is written. */
  readonly text: string;
  readonly store: SecretStoreName;
  /** A name, an ARN, or all of a name that begins with `projects/`. */
  readonly id: string;
  /** Of a secret that is a JSON object, the one value that is meant. */
  readonly key: string | undefined;
}

/** The reference in a header's value, where there is one at the start or after a space. */
export function findSecretReference(value: string): SecretReference | undefined {
  const [text, prefix, project, id, key] =
    /(?<=^|\s)(?:(secretsmanager|ssm|env):|(?=(projects)\/[^\s/#]+\/secrets\/))([^\s#]+)(?:#(\S+))?/.exec(
      value,
    ) ?? [];
  if (text === undefined || id === undefined) return undefined;
  return { text, store: (prefix ?? project) as SecretStoreName, id, key };
}
