import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
  /** Never answer. */
  readonly silent?: boolean;
  /** Sends the body piece by piece, as it likes, in place of `body`. */
  readonly stream?: (response: ServerResponse) => unknown;
}

export interface LocalAws {
  readonly requests: RecordedRequest[];
  readonly endpoint: string;
  /** What a client needs to talk to this server. */
  readonly client: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: typeof credentials;
    readonly maxAttempts: number;
  };
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/**
 * Speaks just enough of AWS: records each request, and gives the answers in turn, the last one again and again, or the
 * one that the function finds for the request.
 */
export async function localAws(
  answers: readonly Answer[] | ((request: RecordedRequest) => Answer) = [{}],
  { http2 = false } = {},
): Promise<LocalAws> {
  const requests: RecordedRequest[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = request.headers as Record<string, string>;
    const { method = '', url = '' } = request;
    const recorded = { method, url, headers, body: Buffer.concat(chunks) };
    requests.push(recorded);
    const answer =
      typeof answers === 'function'
        ? answers(recorded)
        : (answers[Math.min(requests.length, answers.length) - 1] ?? {});
    await send(answer, response, requests.length);
  };
  const server = http2 ? createHttp2Server(listener as never) : createServer(listener);
  // A frozen function must find its connections open.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    requests,
    endpoint,
    client: { region: 'eu-west-1', endpoint, credentials, maxAttempts: 3 },
  };
}

async function send(answer: Answer, response: ServerResponse, number: number): Promise<void> {
  const { status = 200, headers, body = {}, stream, silent } = answer;
  if (silent) return;
  response.writeHead(status, { 'x-amzn-requestid': `request-${number}`, ...headers });
  if (stream) await stream(response);
  else response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function jsonBody(request: RecordedRequest | undefined): Record<string, unknown> {
  return JSON.parse(request?.body.toString() ?? '');
}

/** Whether the request, as it came, is the one that was signed: signs it again, and compares. */
export async function hasValidSignature(request: RecordedRequest): Promise<boolean> {
  const { authorization = '', 'x-amz-date': date = '', host = '' } = request.headers;
  const [, region = '', service = '', names = ''] =
    /Credential=test\/\d+\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+)/.exec(
      authorization,
    ) ?? [];
  const [path = '', search] = request.url.split('?');
  const signer = new SignatureV4({
    service,
    region,
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: names.includes('x-amz-content-sha256'),
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: host.split(':')[0] ?? '',
      path,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: Object.fromEntries(
        names.split(';').map((name) => [name, request.headers[name] ?? host]),
      ),
      body: request.body,
    },
    { signingDate: dateOf(date) },
  );
  // The signature covers what this says of the body, not the body.
  const claimed = request.headers['x-amz-content-sha256'] ?? '';
  const hash = createHash('sha256').update(request.body).digest('hex');
  const bodyIsSigned = claimed === hash || !names.includes('x-amz-content-sha256');
  return bodyIsSigned && authorization !== '' && signed.headers['authorization'] === authorization;
}

function dateOf(compact: string): Date {
  return new Date(compact.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
}

class Sha256 {
  readonly #hash: ReturnType<typeof createHash>;

  constructor(secret?: unknown) {
    this.#hash = secret ? (createHmac('sha256', secret as Buffer) as never) : createHash('sha256');
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

/** Throws where anybody writes into it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
