/** Parameters whose values are secrets, by the semantic conventions of `url.query`. */
const secrets =
  /(^|&)(X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|AWSAccessKeyId|Signature|sig|X-Goog-Signature)=[^&]*/g;

/** Hides the values of a query that give access to something. */
export function redactQuery(query: string): string {
  return query.replace(secrets, '$1$2=REDACTED');
}
