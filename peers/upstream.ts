import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What functions call: it takes each message as SQS does, and answers anything else with `fine`. */
export async function startUpstream(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => '');
    const isMessage = request.headers['x-amz-target']?.toString().endsWith('.SendMessage');
    if (!isMessage) return response.end('fine');
    const { MessageBody } = JSON.parse(body) as { MessageBody: string };
    const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    return response.end(JSON.stringify({ MessageId: '1', MD5OfMessageBody }));
  });
  // A frozen function must find its connections open.
  server.keepAliveTimeout = 600_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    // Lumigo leaves out requests to 127.0.0.1.
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
