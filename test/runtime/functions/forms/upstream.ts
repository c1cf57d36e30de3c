import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

/** A request that a function under test has made. */
export interface UpstreamRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Whatever a function calls: AWS's services, as far as their clients look, and plain HTTP. */
export interface Upstream {
  readonly url: string;
  /** In the order in which they came; whoever wants to may empty it. */
  readonly requests: UpstreamRequest[];
  /** How many are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export async function startUpstream(): Promise<Upstream> {
  const requests: UpstreamRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { url: path = '', headers } = request;
    requests.push({ path, headers, body });
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.setHeader('x-amzn-requestid', `request-${requests.length}`);
    response.setHeader('etag', '"d41d8cd9"');
    response.end(JSON.stringify(answerTo(headers, body)));
  });
  // A frozen function must find its connections open.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: promisify(server.getConnections.bind(server)),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerTo(headers: IncomingHttpHeaders, body: string): object {
  if (headers['x-amz-target'] !== 'AmazonSQS.SendMessage') return {};
  const { MessageBody } = JSON.parse(body) as { readonly MessageBody: string };
  const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
  return { MessageId: 'message-1', MD5OfMessageBody };
}
