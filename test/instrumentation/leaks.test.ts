import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Agent, type ClientRequest, get } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { context } from '@opentelemetry/api';
import { Agent as UndiciAgent, fetch as undiciFetch, request as undiciRequest } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { withInvocationScope } from '../../src/core/invocation-scope.ts';
import { instrumentHttp } from '../../src/instrumentation/http.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';
import { localServer } from './local-server.ts';
import { traced } from './traced.ts';

const read = (url: string, agent: Agent) =>
  new Promise<string>((resolve, reject) => {
    get(url, { agent }, (response) => resolve(text(response))).on('error', reject);
  });

test('a thousand calls leave no open span, no listener and nothing to close', async () => {
  const server = await localServer();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  onTestFinished(() => agent.destroy());
  const scope = new Set<() => void>();
  const sockets = new Set<ClientRequest['socket']>();

  const { spans } = await traced(() =>
    context.with(withInvocationScope(context.active(), scope), async () => {
      for (let round = 0; round < 50; round += 1) {
        const calls = Array.from({ length: 10 }, () => [
          read(server.url, agent),
          fetch(server.url).then((response) => response.text()),
        ]);
        await Promise.all(calls.flat());
      }
      for (const socket of Object.values(agent.freeSockets).flat()) if (socket) sockets.add(socket);
    }),
  );

  expect(spans).toHaveLength(1_000);
  expect(scope.size).toBe(0);
  expect(sockets.size).toBeGreaterThan(0);
  for (const socket of sockets) expect(socket?.listenerCount('close')).toBeLessThan(5);
});

test('ten thousand calls that wait for a connection, or share one, leave nothing behind', async () => {
  const server = await localServer();
  const http2 = createHttp2Server((_request, response) => void response.end('body'));
  http2.listen(0, '127.0.0.1');
  await once(http2, 'listening');
  const session = connect(`http://127.0.0.1:${(http2.address() as AddressInfo).port}`);
  const dispatcher = new UndiciAgent({ connections: 2 });
  onTestFinished(async () => {
    session.destroy();
    http2.close();
    await dispatcher.destroy();
  });
  const scope = new Set<() => void>();
  const clients: (() => Promise<string>)[] = [
    async () => (await undiciFetch(server.url, { dispatcher })).text(),
    async () => (await undiciRequest(server.url, { dispatcher })).body.text(),
    () => text(session.request({ ':path': '/' })),
    () => text(session.request({ ':path': '/', 'content-type': 'text/plain' })),
  ];

  const { spans } = await traced(() =>
    context.with(withInvocationScope(context.active(), scope), async () => {
      for (let round = 0; round < 250; round += 1)
        await Promise.all(clients.flatMap((send) => Array.from({ length: 10 }, send)));
      await new Promise(setImmediate);
    }),
  );

  expect(spans).toHaveLength(10_000);
  expect(scope.size).toBe(0);
  expect(session.listenerCount('close')).toBeLessThan(5);
  expect(session.socket.listenerCount('error')).toBeLessThan(5);
});

test('however many copies of this package come and go, `dispatch` of undici is wrapped once', async () => {
  const server = await localServer();
  const base = Object.getPrototypeOf(UndiciAgent.prototype);
  const wrapped = new Set<unknown>();

  for (let copy = 0; copy < 3; copy += 1) {
    const end = instrumentHttp(recordingTelemetry().telemetry.tracer);
    await (await undiciFetch(server.url)).text();
    wrapped.add(base.dispatch);
    end();
  }

  expect(wrapped.size).toBe(1);
  expect([base.dispatch.name, base.dispatch.length]).toEqual(['dispatch', 2]);
  expect(base[Symbol.for('antifreeze.undici.dispatch')]).toEqual({ replace: undefined });
});

test("listeners of ours don't count towards Node.js's warning of a leak", async () => {
  const server = await localServer();
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));

  await traced(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = get(server.url, (response) => {
          for (let count = 0; count < 8; count += 1) response.on('end', () => undefined);
          response.resume();
        }).on('error', reject);
        for (let count = 0; count < 9; count += 1) request.on('close', () => undefined);
        request.on('close', resolve);
      }),
  );
  await new Promise(setImmediate);

  expect(warnings).toEqual([]);
});

test('nothing is traced before the subscription, nor after its end', async () => {
  const server = await localServer();
  const { telemetry, spans } = recordingTelemetry();
  const call = () =>
    telemetry.tracer.startActiveSpan('root', async (root) => {
      await read(server.url, new Agent());
      await (await fetch(server.url)).text();
      root.end();
    });

  await call();
  const unsubscribeAll = instrumentHttp(telemetry.tracer);
  await call();
  unsubscribeAll();
  await call();

  expect(spans().map(({ name }) => name)).toEqual(['root', 'GET', 'GET', 'root', 'root']);
});

test('a request that others change as it is made is still traced', async () => {
  const server = await localServer();
  const change = (message: unknown) =>
    void (message as { request: ClientRequest }).request.setHeader('x-other', '1');
  subscribe('http.client.request.created', change);
  onTestFinished(() => void unsubscribe('http.client.request.created', change));

  const { spans } = await traced(() => read(server.url, new Agent()));

  expect(spans).toHaveLength(1);
  expect(server.received[0]).toMatchObject({ 'x-other': '1' });
});
