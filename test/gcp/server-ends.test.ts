import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { call } from './start-framework.ts';
import { useServers } from './use-servers.ts';
import { request, transcript } from './wire-client.ts';

const { fixture, start } = useServers();
const spanNames = () => fixture.collector.spans().map(({ name }) => name);
const nodeServer = { source: 'node.cjs', variant: 'preloaded' } as const;

describe('a service that is asked to end', () => {
  const afterResponse = { ANTIFREEZE_FLUSH: 'after-response' };

  test('sends what is left, and ends as it does bare', async () => {
    const server = await start({ ...nodeServer, environment: afterResponse });
    fixture.collector.behave({ delayMs: 200 });

    await call(server.port, { path: '/text' });
    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe('SIGTERM');
    expect(spanNames()).toEqual(['GET']);
  });

  test('tells of a request that is cut off', async () => {
    const server = await start(nodeServer);
    const cut = transcript(server.port, [request('GET /oneEvent')]);
    // The first connection was taken before this one.
    await call(server.port, { path: '/text' });

    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe('SIGTERM');
    await cut;
    expect(fixture.collector.spans().map(({ attributes }) => attributes['error.type'])).toEqual([
      undefined,
      'process_exit',
    ]);
  });

  test('holds the responses of requests that were open, where somebody waits for them', async () => {
    const server = await start({ ...nodeServer, environment: { CLOSES_ON_SIGTERM: '1' } });
    fixture.collector.behave({ delayMs: 200 });
    const reply = transcript(server.port, [request('GET /takesLong')]);
    // The first connection was taken before this one.
    await call(server.port, { path: '/text' });

    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe(7);
    await expect(reply).resolves.toContain('done');
    expect(
      fixture.collector
        .spans()
        .map(({ attributes }) => [attributes['url.path'], attributes['http.response.status_code']]),
    ).toEqual([
      ['/text', 200],
      ['/takesLong', 200],
    ]);
  });

  test('leaves the end to whoever has taken it over', async () => {
    const server = await start({ ...nodeServer, environment: { CLOSES_ON_SIGTERM: '1' } });
    fixture.collector.behave({ delayMs: 200 });
    const reply = transcript(server.port, [request('GET /chunked', [])]);
    await expect.poll(() => fixture.collector.requests().length).toBe(1);

    process.kill(server.pid, 'SIGTERM');

    await expect(server.exited).resolves.toBe(7);
    await expect(reply).resolves.toMatch(/one,[\s\S]*three[\s\S]*\(closed\)$/);
    expect(spanNames()).toEqual(['GET']);
  });
});

test('a response that is kept back while its server closes arrives whole', async () => {
  const server = await start(nodeServer);
  fixture.collector.behave({ delayMs: 100 });

  const socket = connect(server.port, '127.0.0.1').pause();
  socket.write(request('GET /closesServerAfterBigBody', []));
  // More than the buffers of a connection hold, for a client that is slow.
  await fixture.collector.waitForSpans(1, Date.now() + 60_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const received = await text(socket);

  expect(received.length).toBeGreaterThan(30_000_000);
});
