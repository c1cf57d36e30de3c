import { diag } from '@opentelemetry/api';
import type { httpClient as makeClient } from '../export/http-client.ts';
import type { OpenSocket } from '../export/open-socket.ts';

/** On the same machine; initialisation waits for it at most as long, in milliseconds. */
const longestRegistrationMs = 2_000;

/**
 * Makes this process an internal extension of its environment, one without events: only where there is an extension
 * does Lambda tell a runtime, by SIGTERM, that the environment ends. False where that can't be had. Never rejects.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export async function registerExtension(
  runtimeApi: string,
  httpClient: typeof makeClient,
  openSocket: OpenSocket,
): Promise<boolean> {
  const url = (path: string) => new URL(`http://${runtimeApi}/2020-01-01/extension/${path}`);
  const reach = { openSocket, usesProxy: false };
  try {
    const register = httpClient(url('register'), reach);
    const exchanged = await register(
      {
        headers: { 'lambda-extension-name': 'antifreeze', 'content-type': 'application/json' },
        body: '{"events":[]}',
      },
      Date.now() + longestRegistrationMs,
    );
    if (exchanged.status === 'unanswered') throw exchanged.cause;
    const { code, headers } = exchanged.response;
    const id = headers['lambda-extension-identifier'];
    if (code !== 200 || id === undefined) throw new Error(`the Extensions API answers ${code}`);
    // Initialisation isn't over until each extension has asked for its next event. For us, none ever comes.
    const next = httpClient(url('event/next'), { ...reach, holdsProcess: false });
    void next(
      { method: 'GET', headers: { 'lambda-extension-identifier': id } },
      Number.POSITIVE_INFINITY,
    );
    return true;
  } catch (error) {
    diag.warn('antifreeze: spans are sent after each response, as no end is told of:', error);
    return false;
  }
}
