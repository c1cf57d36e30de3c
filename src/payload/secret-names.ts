/** Parts of names whose values are secrets, without regard to case, hyphens and underscores. */
const telling = new RegExp(
  [
    'passw|passphrase|passcode|secret|token|authoriz|credential|cookie|signature|assertion',
    '(?:api|access|private|secret|signing|encrypt(?:ion)?|master|shared|account|storage|ssh|pgp|host|session|license|function|hash)key',
    'keymaterial|privkey|sessionid|sessiondata|connectionstr|codeverifier|csrf|xsrf|onetime|recoverycode|securitycode',
    'jwt|bearer|plaintext|ciphertext|card(?:number|num|no|code)$|creditcard|debitcard|pincode|pinblock|trackdata',
  ].join('|'),
);

/** Names, and words within them, that are too short to look for anywhere else. */
const words = new Set(
  'pass pwd auth pin pan otp totp mfa sig sid cvv cvv2 cvc cvc2 csc ssn psk hmac pem apikey creds'.split(
    ' ',
  ),
);

/** Longer names are texts. */
const longestName = 256;

/** Whether what stands under `name` is a secret. */
export function namesSecret(name: string): boolean {
  if (name.length > longestName) return false;
  return telling.test(flat(name)) || wordsOf(name).some((word) => words.has(word));
}

/** A name whatever its style: `api_key`, `apiKey` and `API-Key` are one. */
export function flat(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
}
