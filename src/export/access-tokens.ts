import { readMetadataHost } from '../config/google-apis.ts';
import { type Deadline, settledBy } from '../support/deadline.ts';
import { type HttpAnswer, httpRequest } from './http-request.ts';
import type { OpenSocket } from './open-socket.ts';

/** Tokens that Google's APIs take. Secret: never logged. */
export interface AccessTokens {
  /** A token that is good for a while. Rejects where none is there by `deadline`. */
  get(deadline: Deadline): Promise<string>;
  /** Tells that a token was refused, so that the next one is a new one. */
  refused(token: string): void;
}

/** A token, and until when it is good, in epoch milliseconds. */
interface AccessToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** Longest time that the metadata server may take, in milliseconds. It answers within a few. */
const longestAnswerMs = 3_000;

/** The server gives out the same token until five minutes before it expires: earlier it would be no use to ask. */
const renewBeforeMs = 4 * 60_000;
/** Not used any more so shortly before it expires, as a request takes its time. */
const staleBeforeMs = 10_000;
/** Between two tries to renew a token that is still good. */
const renewalPauseMs = 30_000;

/**
 * The tokens of the service account that a function runs as, from the metadata server. One is kept until
 * shortly before it expires, and renewed beside the work while it is still good.
 * https://cloud.google.com/compute/docs/access/authenticate-workloads
 */
export function metadataTokens(
  host: string = readMetadataHost(),
  now: () => number = Date.now,
  openSocket?: OpenSocket,
): AccessTokens {
  const path = '/computeMetadata/v1/instance/service-accounts/default/token';
  const ask = httpRequest(new URL(path, `http://${host}`), 'GET', { openSocket, usesProxy: false });
  let known: AccessToken | undefined;
  let pending: Promise<void> | undefined;
  let nextRenewal = 0;

  function renew(): Promise<void> {
    nextRenewal = now() + renewalPauseMs;
    pending ??= request().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  async function request(): Promise<void> {
    const deadline = Date.now() + longestAnswerMs;
    const token = readToken(await ask({ 'metadata-flavor': 'Google' }, '', deadline), now());
    if (token) known = token;
  }

  return {
    async get(deadline) {
      const left = (known?.expiresAt ?? 0) - now();
      if (left <= staleBeforeMs) await settledBy(renew(), deadline);
      else if (left <= renewBeforeMs && now() >= nextRenewal) void renew();
      if (known && known.expiresAt > now()) return known.token;
      throw new Error(`the metadata server at ${host} gave no access token`);
    },
    refused(token) {
      if (known?.token === token) known = undefined;
    },
  };
}

/** The parser's own message could quote a token. */
function readToken(answer: HttpAnswer, now: number): AccessToken | undefined {
  if (answer.status !== 'answered' || answer.code !== 200) return undefined;
  try {
    const { access_token: token, expires_in: seconds } = JSON.parse(answer.body) as {
      readonly access_token?: unknown;
      readonly expires_in?: unknown;
    };
    const isToken = typeof token === 'string' && typeof seconds === 'number';
    return isToken ? { token, expiresAt: now + seconds * 1_000 } : undefined;
  } catch {
    return undefined;
  }
}
