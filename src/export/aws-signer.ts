import type { AwsCredentials } from '../config/aws-credentials.ts';
import { type AwsRequest, type SigningScope, signedHeaders } from './aws-signature.ts';

/** Signs requests to one service, by a clock that is set right by the time in a refusal. */
export interface AwsSigner {
  sign(request: AwsRequest, keys: AwsCredentials): SignedRequest;
  /** Whether another signature may help against a refusal, which says `words`: one for other keys, or for another time. */
  renews(refusal: Refusal, words: string): boolean;
}

interface SignedRequest {
  readonly headers: Record<string, string>;
  /** What of them nobody may see. */
  readonly secrets: readonly string[];
}

interface Refusal {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What AWS calls it that a signature is refused. */
export const ofSignature: RegExp =
  /Signature|Expired|TooSkewed|UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId/;

export function awsSigner(scope: SigningScope, now: () => number = Date.now): AwsSigner {
  let clockSkewMs = 0;
  return {
    sign(request, keys) {
      const headers = signedHeaders(request, scope, keys, new Date(now() + clockSkewMs));
      const [, hash = ''] = headers['authorization']?.split('Signature=') ?? [];
      return { headers, secrets: [keys.sessionToken ?? '', hash] };
    },
    renews({ code, headers }, words) {
      const helps = ofSignature.test(words) && !words.includes('ExpiredToken');
      if (code < 400 || code >= 500 || !helps) return false;
      const time = Date.parse(headers['date'] ?? '');
      if (!Number.isNaN(time)) clockSkewMs = time - now();
      return true;
    },
  };
}
