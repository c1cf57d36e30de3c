import { readAwsEndpoint } from '../../../config/aws-credentials.ts';
import { signedHeaders } from '../../../export/aws-signature.ts';
import { type HttpAnswer, httpRequest } from '../../../export/http-request.ts';
import type { LambdaClient } from './aws-clients.ts';
import type { Gaps } from './gaps.ts';

const permission = 'xray:GetTraceSegmentDestination';
const longestAnswerMs = 10_000;

/**
 * Whether X-Ray takes OTLP in a region: only where Transaction Search is on. Asked without a client of X-Ray's, which few
 * have. Undefined where that can't be told.
 * https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSegmentDestination.html
 */
export async function takesOtlp(
  { config }: LambdaClient,
  region: string,
  gaps: Gaps,
): Promise<boolean | undefined> {
  const answer = await gaps.attempt('whether Transaction Search is on', permission, async () =>
    destinationIn(await ask(region, await config.credentials())),
  );
  return answer === undefined ? undefined : answer === 'CloudWatchLogs';
}

type Keys = Awaited<ReturnType<LambdaClient['config']['credentials']>>;

function ask(region: string, keys: Keys): Promise<HttpAnswer> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const origin = readAwsEndpoint('XRAY') ?? `https://xray.${region}.${domain}`;
  const url = new URL('/GetTraceSegmentDestination', origin);
  const request = { url, headers: { 'content-type': 'application/json' }, body: '{}' };
  const { sessionToken } = keys;
  const signed = signedHeaders(request, { region, service: 'xray' }, { ...keys, sessionToken });
  return httpRequest(url, 'POST')(signed, request.body, Date.now() + longestAnswerMs);
}

/** Throws an error with the name that AWS gives to what it refuses. */
function destinationIn(answer: HttpAnswer): string {
  if (answer.status === 'unanswered') throw answer.error;
  if (answer.code === 200) {
    const { Destination } = JSON.parse(answer.body) as { Destination?: unknown };
    return String(Destination);
  }
  const type = answer.headers['x-amzn-errortype'] ?? `HTTP ${answer.code}`;
  throw Object.assign(new Error(type), { name: type.replace(/:.*$/, '') });
}
