import { gunzipSync } from 'node:zlib';
import type { AwsCredentials } from '../../src/config/aws-credentials.ts';
import { signedByAws } from './aws-signer.ts';
import { type Answer, ok, type Received, startEndpoint } from './otlp-endpoint.ts';

/** What the stand-in knows. */
interface XrayState {
  /** The service that requests are signed for; X-Ray unless given. */
  readonly service?: string;
  /** The keys that it knows, and what it takes for the time, in epoch milliseconds. */
  keys: AwsCredentials;
  now: () => number;
}

/** AWS takes a signature for five minutes, before and after. */
const longestSkewMs = 5 * 60_000;

/**
 * X-Ray's OTLP endpoint on the loopback: it signs each request again, with AWS's own signer, and refuses one that was
 * signed in another way, with other keys or at another time. What it takes gets the `answers` in turn.
 */
export async function localXray(state: XrayState, ...answers: readonly Answer[]) {
  const taken: Received[] = [];
  const answer: Answer = async (response, request) => {
    response.setHeader('date', new Date(state.now()).toUTCString());
    const refusal = await refusalOf(request, state);
    if (refusal) refuse(403, ...refusal)(response, request);
    else (answers[Math.min(taken.push(request), answers.length) - 1] ?? ok)(response, request);
  };
  return { ...(await startEndpoint(answer)), taken };
}

/** An error in the way of AWS. */
export function refuse(status: number, code: string, message: string): Answer {
  return (response) =>
    response.writeHead(status, { 'x-amzn-errortype': code }).end(JSON.stringify({ message }));
}

/** The body of a request as it was before compression. */
export function plainBody({ headers, body }: Received): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

async function refusalOf(
  { url = '', headers, body }: Received,
  { keys, now, service = 'xray' }: XrayState,
): Promise<[code: string, message: string] | undefined> {
  const { host, authorization = '', 'x-amz-date': date = '' } = headers;
  const [, key, region = '', signedFor, names = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+)/.exec(
      authorization,
    ) ?? [];
  if (key === undefined) return ['MissingAuthenticationTokenException', 'Missing Token'];
  if (signedFor !== service) return ['InvalidSignatureException', 'signed for another service'];
  if (key !== keys.accessKeyId || headers['x-amz-security-token'] !== keys.sessionToken)
    return ['UnrecognizedClientException', `The security token ${key} is invalid`];
  const time = String(date).replace(
    /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  if (Math.abs(Date.parse(time) - now()) > longestSkewMs)
    return ['InvalidSignatureException', `Signature expired: ${date}`];
  const signedNames = names.split(';').filter((name) => name !== 'host');
  const request = {
    url: new URL(url, `http://${host}`),
    headers: Object.fromEntries(signedNames.map((name) => [name, String(headers[name])])),
    body,
  };
  const expected = await signedByAws(request, { region, service }, keys, new Date(time));
  return expected['authorization'] === authorization
    ? undefined
    : ['InvalidSignatureException', 'The signature we calculated does not match'];
}
