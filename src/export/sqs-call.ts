import { type AwsCredentials, readAwsCredentials } from '../config/aws-credentials.ts';
import type { Deadline } from '../support/deadline.ts';
import type { SigningScope } from './aws-signature.ts';
import { awsSigner } from './aws-signer.ts';
import { excerptOf } from './excerpt.ts';
import type { HttpClientOptions } from './http-client.ts';
import { type HttpAnswer, httpRequest } from './http-request.ts';

/** What a service of AWS says to a call. */
export type AwsAnswer =
  | { readonly status: 'done'; readonly output: unknown }
  | {
      readonly status: 'refused';
      /** The service's own code, such as `QueueDoesNotExist`; empty where there was no answer. */
      readonly code: string;
      /** The kind of what is wrong, unless the same call may well be taken soon: throttled, broken, or not answered. */
      readonly fault: string | undefined;
      readonly error: Error;
    };

/** Calls one operation of a service. Never throws, and is done by `deadline`. */
export type AwsCall = (operation: string, input: object, deadline: Deadline) => Promise<AwsAnswer>;

/** A service that speaks AWS's JSON protocol. */
export interface AwsJsonService extends SigningScope {
  readonly endpoint: URL;
  /** What precedes the operation in `X-Amz-Target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
}

/**
 * A client for one service that needs no SDK: AWS JSON over HTTP, signed with the keys of the environment.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export function awsJsonCall(
  service: AwsJsonService,
  credentials: () => AwsCredentials | undefined = readAwsCredentials,
  client: HttpClientOptions = {},
): AwsCall {
  const url = service.endpoint;
  const post = httpRequest(url, 'POST', client);
  const signer = awsSigner(service);

  return async (operation, input, deadline) => {
    const keys = credentials();
    if (!keys) {
      return refused('MissingCredentials', 'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set');
    }
    const body = JSON.stringify(input);
    const headers = {
      'content-type': `application/x-amz-json-${service.version}`,
      'x-amz-target': `${service.target}.${operation}`,
    };
    const send = async () => {
      const signed = signer.sign({ url, headers, body }, keys);
      return { answer: await post(signed.headers, body, deadline), secrets: signed.secrets };
    };
    const first = await send();
    const isRenewed =
      first.answer.status === 'answered' && signer.renews(first.answer, first.answer.body);
    const { answer, secrets } = isRenewed ? await send() : first;
    return answerOf(operation, answer, secrets);
  };
}

function answerOf(operation: string, result: HttpAnswer, secrets: readonly string[]): AwsAnswer {
  if (result.status === 'unanswered') {
    return { status: 'refused', code: '', fault: result.fault, error: result.error };
  }
  const output = parse(result.body);
  if (result.code === 200 && output) return { status: 'done', output };

  const { __type: type, message, Message } = output ?? {};
  const code = String(type ?? `HTTP ${result.code}`).replace(/^.*#/, '');
  const reason = excerptOf(String(message ?? Message ?? 'no reason given'), secrets);
  return refused(code, `${operation}: ${reason}`, isTransient(result.code, code));
}

/** Whether an HTTP status and an error code of AWS mean that the same call may be taken later. */
export function isTransient(status: number, code: string): boolean {
  return status >= 500 || status === 429 || /Throttl|TooManyRequests|SlowDown/.test(code);
}

function refused(code: string, message: string, transient = false): AwsAnswer {
  const error = new Error(`${code}: ${message}`);
  return { status: 'refused', code, fault: transient ? undefined : code, error };
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
