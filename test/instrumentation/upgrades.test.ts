import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProxyAgent, fetch as undiciFetch, upgrade as undiciUpgrade } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { clientsAvailable, clientsFolder } from '../../harness/http-clients/http-clients.ts';
import { localServer } from './local-server.ts';
import { inOneLine, parentIdOf, traced } from './traced.ts';

/** Upgrades every request, and tunnels every CONNECT; `received` has the headers of both. */
async function switchingServer() {
  const server = createServer((_request, response) => response.writeHead(426).end());
  const received: Record<string, unknown>[] = [];
  const sockets = new Set<Duplex>();
  server.on('upgrade', ({ headers }, socket: Duplex) => {
    received.push(headers);
    sockets.add(socket.on('error', () => undefined));
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${headers.upgrade}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  });
  server.on('connect', ({ url = '', headers }, socket: Duplex) => {
    received.push(headers);
    const [host, port] = url.split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const each of [socket, target]) sockets.add(each.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, received };
}

interface Undici {
  upgrade: typeof undiciUpgrade;
  ProxyAgent: typeof ProxyAgent;
  fetch: typeof undiciFetch;
}

const olderUndici = clientsAvailable()
  ? ['undici5', 'undici6', 'undici7'].map((name): [string, Undici] => [
      name,
      createRequire(`${clientsFolder}/`)(name),
    ])
  : [];
const everyUndici: [string, Undici][] = [
  ...olderUndici,
  ['undici8', { upgrade: undiciUpgrade, ProxyAgent, fetch: undiciFetch }],
];

test('a WebSocket is a call that ends as it opens', async () => {
  const server = await switchingServer();

  const { spans, root } = await traced(async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/live`);
    await once(socket, 'open');
    await sleep(50);
    return socket;
  });

  expect(spans.map(inOneLine)).toEqual(['GET /live 101']);
  expect(parentIdOf(server.received[0])).toBe(spans[0]?.spanContext().spanId);
  expect(hasEndedBefore(spans[0], root)).toBe(true);
});

test.each(everyUndici)('an upgrade of %s ends with its answer', async (_, undici) => {
  const server = await switchingServer();

  const { spans, root } = await traced(async () => {
    await undici.upgrade(`${server.url}/live`, { protocol: 'chat' });
    await sleep(50);
  });

  expect(spans.map(inOneLine)).toEqual(['GET /live 101']);
  expect(hasEndedBefore(spans[0], root)).toBe(true);
});

test.each(everyUndici)('the tunnel of a ProxyAgent of %s has no span', async (_, undici) => {
  const proxy = await switchingServer();
  const server = await localServer();
  const dispatcher = new undici.ProxyAgent({ uri: proxy.url, proxyTunnel: true });
  onTestFinished(() => dispatcher.destroy());

  const { spans } = await traced(async () =>
    (await undici.fetch(`${server.url}/ok`, { dispatcher })).text(),
  );

  expect(spans.map(inOneLine)).toEqual(['GET /ok 200']);
  expect(proxy.received).toHaveLength(1);
  expect(proxy.received[0]).not.toHaveProperty('traceparent');
  expect(server.received.map(parentIdOf)).toEqual([spans[0]?.spanContext().spanId]);
});

test('CONNECT of node:http has no span, and what goes through the tunnel has one', async () => {
  const proxy = await switchingServer();
  const server = await localServer();

  const { spans } = await traced(async () => {
    const tunnel = httpRequest(proxy.url, { method: 'CONNECT', path: `127.0.0.1:${server.port}` });
    const [, socket] = await once(tunnel.end(), 'connect');
    const request = httpRequest(`${server.url}/ok`, { createConnection: () => socket });
    const [response] = await once(request.end(), 'response');
    return await text(response);
  });

  expect(spans.map(inOneLine)).toEqual(['GET /ok 200']);
  expect(proxy.received).toHaveLength(1);
  expect(proxy.received[0]).not.toHaveProperty('traceparent');
});

interface Ended {
  readonly endTime: readonly [number, number];
}

function hasEndedBefore(span: Ended | undefined, root: Ended): boolean {
  const milliseconds = ([seconds, nanoseconds]: Ended['endTime']) =>
    seconds * 1_000 + nanoseconds / 1e6;
  return span !== undefined && milliseconds(root.endTime) - milliseconds(span.endTime) > 40;
}
