import type { GoogleApi } from '../config/google-apis.ts';
import type { Deadline } from '../support/deadline.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { HttpClientOptions } from './http-client.ts';
import { type HttpAnswer, httpRequest } from './http-request.ts';

/** Calls one method of an API, with a body or without. Never throws, and is done by `deadline`. */
export type GoogleCall = (body: string | undefined, deadline: Deadline) => Promise<HttpAnswer>;

/** A client for one method of one of Google's APIs, at `path`, that needs no library: JSON over HTTP, with a token. */
export function googleCall(
  { endpoint, isEmulator }: GoogleApi,
  path: string,
  method: 'GET' | 'POST',
  tokens: AccessTokens,
  client: HttpClientOptions = {},
): GoogleCall {
  const send = httpRequest(new URL(path, endpoint), method, client);

  const sendWith = (token: string, body: string, deadline: Deadline) =>
    send({ ...json, authorization: `Bearer ${token}` }, body, deadline);

  return async (body = '', deadline) => {
    if (isEmulator) return send(json, body, deadline);
    try {
      const token = await tokens.get(deadline);
      const answer = await sendWith(token, body, deadline);
      if (answer.status !== 'answered' || answer.code !== 401) return answer;
      // Once more: a token may be revoked before it expires.
      tokens.refused(token);
      return await sendWith(await tokens.get(deadline), body, deadline);
    } catch (error) {
      return { status: 'unanswered', error: error as Error };
    }
  };
}

/** Why an API refused a call, on one line: its own code and words. */
export function refusalOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { status?: unknown; message?: unknown } };
    return `${error?.status ?? ''} ${error?.message ?? ''}`.trim();
  } catch {
    return 'no reason given';
  }
}

const json = { 'content-type': 'application/json' };
