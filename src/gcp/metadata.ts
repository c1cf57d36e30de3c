import { type Deadline, millisecondsUntil } from '../support/deadline.ts';
import { at } from '../triggers/event-path.ts';
import { text } from '../triggers/payload-fields.ts';

/** What the metadata server knows of this instance, and no variable tells. */
export interface Metadata {
  readonly projectId: string | undefined;
  readonly region: string | undefined;
  readonly instanceId: string | undefined;
}

/** More than any function's metadata take, in bytes. */
const largestAnswer = 256 * 1024;

/** Asks the metadata server, once. Nothing is known where it doesn't answer by `deadline`. Never rejects. */
export async function fetchMetadata(
  host: string,
  deadline: Deadline,
): Promise<Metadata | undefined> {
  try {
    return readMetadata(await getJson(host, deadline));
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

async function getJson(host: string, deadline: Deadline): Promise<unknown> {
  const { get } = process.getBuiltinModule('node:http');
  return await new Promise((resolve, reject) => {
    const request = get(`http://${host}/computeMetadata/v1/?recursive=true`, {
      headers: { 'Metadata-Flavor': 'Google' },
      signal: AbortSignal.timeout(millisecondsUntil(deadline)),
    });
    request.on('error', reject);
    // The process may end before the answer is there.
    request.on('socket', (socket) => socket.unref());
    request.on('response', (response) => {
      let answer = '';
      response.setEncoding('utf8').on('error', reject);
      response.on('data', (chunk: string) => {
        answer += chunk;
        if (answer.length > largestAnswer) request.destroy(new Error('too long an answer'));
      });
      response.on('end', () => {
        // Large numbers, such as the id of an instance, would lose digits.
        resolve(JSON.parse(answer.replace(/("id"\s*:\s*)(\d+)/g, '$1"$2"')));
      });
    });
  });
}
