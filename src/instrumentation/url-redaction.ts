/** The query parameters that the semantic conventions have redacted: signatures and keys of AWS, Azure and Google Cloud. */
export const secretQueryParameters: readonly string[] = [
  'AWSAccessKeyId',
  'Signature',
  'sig',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'X-Amz-Signature',
  'X-Goog-Signature',
];

const redacted = 'REDACTED';

/** `url` for the attribute `url.full`: without credentials, and without the values of the `secret` query parameters. */
export function redactUrl(url: URL, secret: ReadonlySet<string>): string {
  const { protocol, username, password, host, pathname, search, hash } = url;
  const credentials = username || password ? `${redacted}:${redacted}@` : '';
  return `${protocol}//${credentials}${host}${pathname}${redactQuery(search, secret)}${hash}`;
}

/** Leaves every other character of the query as it was. */
function redactQuery(search: string, secret: ReadonlySet<string>): string {
  if (!search) return '';
  const parameters = search.slice(1).split('&');
  return `?${parameters.map((parameter) => redactParameter(parameter, secret)).join('&')}`;
}

function redactParameter(parameter: string, secret: ReadonlySet<string>): string {
  const end = parameter.indexOf('=');
  const name = parameter.slice(0, Math.max(end, 0));
  return secret.has(decoded(name)) ? `${name}=${redacted}` : parameter;
}

/** A server reads `%73ig` as `sig`. */
function decoded(name: string): string {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
