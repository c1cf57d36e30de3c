/** What names a secret in a header: `secretsmanager:<name or ARN>[#<key>]` or `ssm:<name or ARN>`. */
export interface SecretReference {
  /** The reference as it is written. */
  readonly text: string;
  readonly store: 'secretsmanager' | 'ssm';
  /** A name or an ARN. */
  readonly id: string;
  /** Of a secret that is a JSON object, the one value that is meant. */
  readonly key: string | undefined;
}

/** The reference in a header's value, where there is one at the start or after a space. */
export function findSecretReference(value: string): SecretReference | undefined {
  const [text, store, id, key] =
    /(?<=^|\s)(secretsmanager|ssm):([^\s#]+)(?:#(\S+))?/.exec(value) ?? [];
  if (text === undefined || id === undefined) return undefined;
  return { text, store: store as SecretReference['store'], id, key };
}
