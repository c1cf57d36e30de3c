import { redacted } from './redacted.ts';

/**
 * Secrets that are known by their looks, wherever they stand. A text may end within one. Each pattern looks at a
 * character a few times at most: none begins where it could have begun one character before.
 */
const looks: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  // JSON Web Tokens, whole or not.
  /(?<![\w-])eyJ[\w-]{4,}(?:\.[\w-]*){0,4}/g,
  /(?<=(?<![a-z])bearer\s)\s{0,8}[\w.~+/=:-]{6,}/gi,
  /(?<=(?<![A-Za-z])(?:[Bb]asic|BASIC)\s)\s{0,8}(?=[a-z_+/-]*[A-Z\d])[\w+/-]{6,}={0,2}/g,
  // The keys of AWS.
  /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g,
  // Those of GitHub, GitLab, Slack, Stripe, OpenAI and others, npm, Google, SendGrid, Shopify, DigitalOcean, Vault, PyPI.
  /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|[prs]k_(?:live|test)_|whsec_|sk-|npm_|AIza|ya29\.|SG\.|shp(?:at|ca|pa|ss)_|do[opr]_v1_|hvs\.|pypi-)[\w.-]{8,}/g,
  // What a URL has before its host.
  /(?<=:\/\/)[^\s/?#@:]{0,256}:[^\s/?#@]{1,256}(?=@)/g,
];

/** As cards have them, in groups or not. */
const digits = /(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)/g;

/** `text` without what looks like a secret, or is like one of `more`. */
export function redactValues(text: string, more: readonly RegExp[] = []): string {
  const cards = text.replace(digits, (found) => (isCard(found) ? redacted : found));
  return [...looks, ...more].reduce((left, look) => left.replace(look, redacted), cards);
}

/** By the check digit of Luhn, ISO/IEC 7812-1. */
function isCard(number: string): boolean {
  let sum = 0;
  const plain = number.replace(/[ -]/g, '');
  for (let place = 0; place < plain.length; place += 1) {
    const digit = Number(plain[plain.length - 1 - place]) * (place % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0 && /[1-9]/.test(plain);
}
