/** The world of the measured functions, in a process of its own: a collector that takes 10 ms, and what they call. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

const collectorDelayMs = 10;
let exports = 0;

const collector = await listen((request, response) => {
  exports += 1;
  request.resume().on('end', () => setTimeout(() => response.end(), collectorDelayMs));
});
const upstream = await listen((request, response) => {
  const body = request.headers['x-amz-target']?.includes('SendMessage')
    ? { MessageId: '1', MD5OfMessageBody: '99914b932bd37a50b983c5e7c90ae93b' }
    : { Item: { id: { S: '1' } } };
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify(body));
  });
});

process.on('message', () => process.send?.({ exports }));
process.on('disconnect', () => process.exit());
process.send?.({ collector, upstream });

function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.keepAliveTimeout = 600_000;
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });
}
