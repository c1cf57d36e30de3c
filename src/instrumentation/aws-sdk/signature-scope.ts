import { type Headers, readHeader } from '../../propagation/headers.ts';

/** What a signature is good for. */
export interface SignatureScope {
  /** Unknown for requests that are signed for several regions. */
  readonly region?: string;
  /** The service, by the name that its requests are signed with. */
  readonly signedFor?: string;
}

/** Of Signature Version 4, in a header or in the query: `ACCESS-KEY/DATE/REGION/SERVICE/aws4_request`. 4a has no region. */
export function readScope(headers: Headers, path = ''): SignatureScope {
  const authorization = readHeader(headers, 'authorization') ?? '';
  const signed = authorization.startsWith('AWS4-')
    ? authorization
    : decoded(/[?&]X-Amz-Credential=[^&]*/.exec(path)?.[0] ?? '');
  const [, scope = ''] = /Credential=[^/,\s]+\/\d{8}\/([^,\s]+)\/aws4_request/.exec(signed) ?? [];
  const [region, signedFor] = scope.includes('/') ? scope.split('/') : [undefined, scope];
  return { ...(region && { region }), ...(signedFor && { signedFor }) };
}

/** What can't be decoded stays as it is. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
