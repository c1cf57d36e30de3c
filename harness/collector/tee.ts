import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** An OTLP endpoint that stands before two others. */
export interface Tee {
  readonly url: string;
  /** Settles when the second one has answered all that was sent so far: how it refused, if it did. */
  refusals(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Another endpoint, and what it wants to see beside the export. */
export interface Copies {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Passes each export on as it came: to `first`, whose answer is the answer, and to `copies`, for which nobody waits. */
export async function startTee(first: string, copies: Copies): Promise<Tee> {
  const sent: Promise<string>[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = headersOf(request.headers);
    const send = (url: string, more: object = {}) =>
      fetch(url + request.url, { method: 'POST', headers: { ...headers, ...more }, body });
    sent.push(refusal(send(copies.url, copies.headers)));
    const answer = await send(first);
    response.writeHead(answer.status, headersOf(Object.fromEntries(answer.headers)));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refusals: async () => (await Promise.all(sent)).filter((line) => line !== ''),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Those that tell what a body is. */
function headersOf(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const telling = ['content-type', 'content-encoding', 'retry-after'];
  return Object.fromEntries(
    telling.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
  );
}

/** Empty where there was none. */
async function refusal(answering: Promise<Response>): Promise<string> {
  try {
    const answer = await answering;
    // It may also be a message of protobuf.
    const text = (await answer.text()).replace(/[^\x20-\x7e]+/g, ' ');
    return answer.ok ? '' : `${answer.status} ${text.trim().slice(0, 200)}`;
  } catch (error) {
    const { cause } = error as Error;
    return String(cause ?? error);
  }
}
