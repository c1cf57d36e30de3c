/** What stands in place of a secret, as the semantic conventions have it of URLs. */
export const redacted = 'REDACTED';
