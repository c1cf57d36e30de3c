import {
  type AwsCredentials,
  readAwsCredentials,
  readAwsRegion,
} from '../config/aws-credentials.ts';
import { type AwsOtlpService, awsActionsFor, awsEndpointIn } from '../support/aws-otlp.ts';
import type { Authorization } from './authorization.ts';
import { awsSigner, ofSignature } from './aws-signer.ts';
import type { Exchange, HttpMessage, HttpResponse } from './exchange.ts';
import { CredentialsError } from './faults.ts';
import { isTransient } from './sqs-call.ts';

const ofDestination = /Trace ?Segment ?Destination|Transaction Search/i;

/** CloudWatch Logs takes so much in one request. */
const mostBytesOfLogs = 1_000_000;

/** Looked into of a refusal, in bytes. */
const longestLook = 4 * 1024;

/**
 * Signs requests to an OTLP endpoint of AWS with the keys that the function has at that moment.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html
 */
export function awsAuthorization(
  url: URL,
  credentials: () => AwsCredentials | undefined = readAwsCredentials,
  now: () => number = Date.now,
): Authorization {
  const { service, region } = awsEndpointIn(url.hostname) ?? {
    service: serviceByPath(url),
    region: readAwsRegion() ?? 'us-east-1',
  };
  const signer = awsSigner({ region, service }, now);
  let secrets: readonly string[] = [];

  /** Only of headers that nobody on the way has a reason to change. */
  function signed(message: HttpMessage, keys: AwsCredentials): HttpMessage {
    const { headers, body = '' } = message;
    const kept = Object.entries(headers).filter(([name]) =>
      /^(?:content-(?:type|encoding)$|x-amz-)/.test(name),
    );
    const signature = signer.sign({ url, headers: Object.fromEntries(kept), body }, keys);
    secrets = signature.secrets;
    return { ...message, headers: { ...headers, ...signature.headers } };
  }

  /** Keys are read anew each time, as they change under a function that lives long. */
  const post: Post = async (exchange, message, deadline) => {
    const keys = credentials();
    if (!keys) return { status: 'unanswered', cause: new CredentialsError(missing) };
    const exchanged = await exchange(signed(message, keys), deadline);
    return exchanged.status === 'answered' ? throttledAs429(exchanged.response) : exchanged;
  };

  return {
    limits: {
      items: 10_000,
      bytes: service === 'logs' ? mostBytesOfLogs : Number.POSITIVE_INFINITY,
    },
    secrets: () => secrets,
    adviceFor: (refusal) => adviceFor(refusal, service),
    authorizing: (exchange) => async (message, deadline) => {
      const first = await post(exchange, message, deadline);
      if (first.status === 'unanswered') return first;
      const isRenewed = signer.renews(first.response, wordsOf(first.response));
      return isRenewed ? post(exchange, message, deadline) : first;
    },
  };
}

/** Sends a message over an exchange. */
type Post = (exchange: Exchange, ...args: Parameters<Exchange>) => ReturnType<Exchange>;

const missing = 'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set';

/** Behind a name of one's own. */
function serviceByPath({ pathname }: URL): AwsOtlpService {
  if (pathname.endsWith('/logs')) return 'logs';
  return pathname.endsWith('/metrics') ? 'monitoring' : 'xray';
}

/** AWS throttles with other statuses too, of which OTLP knows nothing. */
function throttledAs429(response: HttpResponse) {
  const isThrottled = response.code === 400 && isTransient(response.code, wordsOf(response));
  return {
    status: 'answered',
    response: isThrottled ? { ...response, code: 429 } : response,
  } as const;
}

function adviceFor(refusal: HttpResponse, service: AwsOtlpService): string | undefined {
  const words = wordsOf(refusal);
  if (ofDestination.test(words))
    return 'switch on Transaction Search in CloudWatch, in this region';
  if (ofSignature.test(words)) return 'check the AWS credentials in the environment, and the clock';
  if (refusal.code !== 403) return undefined;
  return `allow ${awsActionsFor[service].join(', ')} to the function's role`;
}

/** A refusal's code, which AWS has in a header or in the body, and what else it says. */
function wordsOf({ headers, body }: HttpResponse): string {
  return `${headers['x-amzn-errortype'] ?? ''} ${body.toString('latin1', 0, longestLook)}`;
}
