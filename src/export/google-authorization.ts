import { readGcpEnvironment } from '../config/gcp-environment.ts';
import { readMetadataHost } from '../config/google-apis.ts';
import type { Deadline } from '../support/deadline.ts';
import { metadataTokens } from './access-tokens.ts';
import type { Authorization } from './authorization.ts';
import type { HttpMessage, HttpResponse } from './exchange.ts';
import { CredentialsError } from './faults.ts';
import { httpRequest } from './http-request.ts';
import type { OpenSocket } from './open-socket.ts';
import { noLimits } from './request-limits.ts';

/** How long the first token and the project may take, in milliseconds. Nobody waits for them as long as nothing is sent. */
const firstAnswerMs = 3_000;

/**
 * Sends access tokens of the service account that the function runs as, and the project whose quota counts.
 * https://cloud.google.com/stackdriver/docs/reference/telemetry/overview
 */
export function googleAuthorization(url: URL, openSocket?: OpenSocket): Authorization {
  const tokens = metadataTokens(readMetadataHost(), Date.now, openSocket);
  const projectId = quotaProject(openSocket);
  let latest = '';

  async function authorized(message: HttpMessage, deadline: Deadline): Promise<HttpMessage> {
    const [token, project] = await Promise.all([tokens.get(deadline), projectId(deadline)]);
    latest = token;
    const headers = {
      ...(project && { 'x-goog-user-project': project }),
      ...message.headers,
      authorization: `Bearer ${token}`,
    };
    return { ...message, headers };
  }

  const soon = Date.now() + firstAnswerMs;
  Promise.all([tokens.get(soon), projectId(soon)]).catch(() => undefined);
  return {
    limits: noLimits,
    secrets: () => [latest],
    adviceFor: (refusal) => adviceFor(refusal, url),
    authorizing: (exchange) => async (message, deadline) => {
      const send = async () => {
        try {
          return exchange(await authorized(message, deadline), deadline);
        } catch (error) {
          const cause = new CredentialsError((error as Error).message);
          return { status: 'unanswered', cause } as const;
        }
      };
      const first = await send();
      if (first.status === 'unanswered' || first.response.code !== 401) return first;
      // Once more: a token may be revoked before it expires.
      tokens.refused(latest);
      return send();
    },
  };
}

/** The project of the environment, else the one that the metadata server knows. Undefined where neither says. */
function quotaProject(openSocket?: OpenSocket) {
  const url = new URL(`http://${readMetadataHost()}/computeMetadata/v1/project/project-id`);
  const ask = httpRequest(url, 'GET', { openSocket, usesProxy: false });
  let known = readGcpEnvironment().projectId;

  return async (deadline: Deadline): Promise<string | undefined> => {
    if (known) return known;
    const answer = await ask({ 'metadata-flavor': 'Google' }, '', deadline);
    const said = answer.status === 'answered' && answer.code === 200 ? answer.body.trim() : '';
    if (/^[a-z][\w.:-]+$/.test(said)) known = said;
    return known;
  };
}

function adviceFor({ code }: HttpResponse, { pathname }: URL): string | undefined {
  if (code !== 401 && code !== 403) return undefined;
  const [, signal = 'traces'] = /\/(logs|metrics)$/.exec(pathname) ?? [];
  return `enable the Telemetry API, and give the service account roles/telemetry.${signal}Writer and roles/serviceusage.serviceUsageConsumer`;
}
