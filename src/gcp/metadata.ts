import { httpRequest } from '../export/http-request.ts';
import type { OpenSocket } from '../export/open-socket.ts';
import type { Deadline } from '../support/deadline.ts';
import { at } from '../triggers/event-path.ts';
import { text } from '../triggers/payload-fields.ts';

/** What the metadata server knows of this instance, and no variable tells. */
export interface Metadata {
  readonly projectId: string | undefined;
  readonly region: string | undefined;
  readonly instanceId: string | undefined;
}

/** Asks the metadata server, once. Nothing is known where it doesn't answer by `deadline`. Never rejects. */
export async function fetchMetadata(
  host: string,
  deadline: Deadline,
  openSocket?: OpenSocket,
): Promise<Metadata | undefined> {
  try {
    return readMetadata(await getJson(host, deadline, openSocket));
  } catch {
    return undefined;
  }
}

function readMetadata(answer: unknown): Metadata {
  const id = at(answer, 'instance', 'id');
  return {
    projectId: text(at(answer, 'project'), 'projectId'),
    // projects/NUMBER/regions/REGION
    region: text(at(answer, 'instance'), 'region')?.split('/').at(-1),
    instanceId: typeof id === 'string' || typeof id === 'number' ? String(id) : undefined,
  };
}

async function getJson(
  host: string,
  deadline: Deadline,
  openSocket?: OpenSocket,
): Promise<unknown> {
  const url = new URL(`http://${host}/computeMetadata/v1/?recursive=true`);
  const ask = httpRequest(url, 'GET', {
    openSocket,
    usesProxy: false,
    // The process may end before the answer is there.
    holdsProcess: false,
  });
  const answer = await ask({ 'metadata-flavor': 'Google' }, '', deadline);
  if (answer.status === 'unanswered') throw answer.error;
  // Large numbers, such as the id of an instance, would lose digits.
  return JSON.parse(answer.body.replace(/("id"\s*:\s*)(\d+)/g, '$1"$2"'));
}
