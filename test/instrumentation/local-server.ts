import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LocalServer {
  readonly port: number;
  /** Without a slash at the end. */
  readonly url: string;
  /** The headers of each request, in the order in which they came. */
  readonly received: IncomingHttpHeaders[];
}

/** A server on the loopback interface that lives as long as the test. */
export async function localServer(answer: RequestListener = standard): Promise<LocalServer> {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    received.push(request.headers);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, received };
}

/** `/redirect` leads to `/ok`, `/500` and its like answer so, `/open` never ends its body, `/silent` never answers. */
const standard: RequestListener = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://server');
  if (pathname === '/redirect') response.writeHead(302, { location: '/ok' }).end();
  else if (/^\/\d{3}$/.test(pathname)) response.writeHead(Number(pathname.slice(1))).end('x');
  else if (pathname === '/open') response.write('the first chunk');
  else if (pathname === '/cut') response.write('half', () => response.destroy());
  else if (pathname === '/large') response.end(Buffer.alloc(1 << 20));
  else if (pathname !== '/silent') request.resume().once('end', () => response.end('body'));
};
