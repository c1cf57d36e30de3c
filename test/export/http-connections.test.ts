import { spawn } from 'node:child_process';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { httpTransport } from '../../src/export/http-transport.ts';
import { startBlackHole } from './black-hole.ts';
import { otlpConfig } from './export-config.ts';
import {
  type Answer,
  deadPort,
  inAMinute,
  listen,
  never,
  ok,
  reset,
  startEndpoint,
} from './otlp-endpoint.ts';

const body = new TextEncoder().encode('spans');

function transportTo(url: string) {
  const contentType = 'application/x-protobuf';
  return httpTransport({ otlp: otlpConfig(url), contentType, userAgent: 'test/1' });
}

test('keeps the connection, and leaves nothing on it', async () => {
  const warnings: unknown[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const { url, connections } = await startEndpoint(ok);
  const transport = transportTo(url);

  for (let sends = 0; sends < 20; sends++) await transport.send(body, inAMinute());

  expect(connections()).toBe(1);
  expect(warnings).toEqual([]);
});

test('sends at once over a fresh connection when a kept one turns out to be dead', async () => {
  const { url, received, connections } = await startEndpoint(ok, reset, ok, ok);
  const transport = transportTo(url);
  await transport.send(body, inAMinute());

  const second = await transport.send(body, inAMinute());
  const third = await transport.send(body, inAMinute());

  expect([second.status, third.status]).toEqual(['sent', 'sent']);
  expect(received).toHaveLength(4);
  expect(connections()).toBe(2);
});

test('sends no third time when the fresh connection fails as well', async () => {
  const { url, received } = await startEndpoint(ok, reset);
  const transport = transportTo(url);
  await transport.send(body, inAMinute());

  const result = await transport.send(body, inAMinute());

  expect(result.status).toBe('retryable');
  expect(received).toHaveLength(3);
});

test('leaves a retry to others when a fresh connection fails', async () => {
  const { url, received } = await startEndpoint(reset);

  const result = await transportTo(url).send(body, inAMinute());

  expect(result.status).toBe('retryable');
  expect(received).toHaveLength(1);
});

test('does not trust a connection that was idle for long by the wall clock', async () => {
  const { url, connections } = await startEndpoint(ok);
  const transport = transportTo(url);
  await transport.send(body, inAMinute());
  const thawed = Date.now() + 31_000;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => thawed);
  onTestFinished(() => clock.mockRestore());

  const result = await transport.send(body, thawed + 60_000);

  expect(result.status).toBe('sent');
  expect(connections()).toBe(2);
});

test('a port that nobody listens on is for a later flush', async () => {
  const address = await deadPort();

  const result = await transportTo(`http://${address}/v1/traces`).send(body, inAMinute());

  expect(result).toMatchObject({
    status: 'retryable',
    error: {
      message: `could not post to http://${address}/v1/traces: no collector listens there; set OTEL_EXPORTER_OTLP_ENDPOINT to yours`,
    },
    fault: 'ECONNREFUSED',
  });
});

test('a host that cannot be found is worth a retry', async () => {
  const result = await transportTo('http://nowhere.invalid/').send(body, inAMinute());

  expect(result.status).toBe('retryable');
});

const trickled =
  (code: number): Answer =>
  (response) => {
    response.writeHead(code, { 'content-length': '1000000' });
    const timer = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(timer));
  };

test.each([
  { title: 'never answers', answer: never, expected: 'retryable' },
  { title: 'trickles a refusal', answer: trickled(503), expected: 'retryable' },
  // It has taken the spans: to send them again would double them.
  { title: 'trickles its consent', answer: trickled(200), expected: 'sent' },
])('an endpoint that $title is left at the deadline', async ({ answer, expected }) => {
  const { url, received } = await startEndpoint(answer);
  const deadline = Date.now() + 1_000;

  const result = await transportTo(url).send(body, deadline);

  expect(result.status).toBe(expected);
  expect(Date.now() - deadline).toBeLessThan(5_000);
  await expect.poll(() => received[0]?.socket.destroyed).toBe(true);
});

test('an endpoint that takes connections and says nothing is left at the deadline', async () => {
  const address = await listen(createTcpServer(() => undefined));

  const result = await transportTo(`http://${address}/`).send(body, Date.now() + 100);

  expect(result.status).toBe('retryable');
});

test('a TLS handshake that hangs is left at the deadline', async () => {
  const address = await listen(createTcpServer(() => undefined));

  const result = await transportTo(`https://${address}/`).send(body, Date.now() + 100);

  expect(result.status).toBe('retryable');
});

test('does not try again when the deadline has cut a kept connection', async () => {
  const { url, received } = await startEndpoint(ok, never);
  const transport = transportTo(url);
  await transport.send(body, inAMinute());

  const result = await transport.send(body, Date.now() + 1_000);

  expect(result.status).toBe('retryable');
  expect(received).toHaveLength(2);
});

test('sends nothing once the deadline has passed', async () => {
  const { url, connections } = await startEndpoint(ok);

  const result = await transportTo(url).send(body, Date.now() - 1);

  expect(result.status).toBe('retryable');
  expect(connections()).toBe(0);
});

test('a host that does not even take connections is left at the deadline', async () => {
  const address = await startBlackHole();
  const begun = Date.now();

  const result = await transportTo(`http://${address}/`).send(body, begun + 150);

  expect(result).toMatchObject({
    status: 'retryable',
    error: { cause: new Error('no answer in time') },
  });
  expect(Date.now() - begun).toBeLessThan(5_000);
});

test('the timer of a request does not hold the process open', async () => {
  const { url } = await startEndpoint(ok);
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();

  const sending = transportTo(url).send(body, inAMinute());
  const during = timers();
  await sending;

  expect(during).toBe(before);
});

test('an answer that came while the sandbox was frozen counts, though its time is up', async () => {
  const lifetime = 1_500;
  const answerInTheFreeze: Answer = (response) => {
    child.kill('SIGSTOP');
    response.end();
    setTimeout(() => child.kill('SIGCONT'), lifetime + 100);
  };
  const { url } = await startEndpoint(answerInTheFreeze);
  const script = fileURLToPath(new URL('send-once.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, String(lifetime)], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));

  const output = await text(child.stdout);

  expect(output).toBe('sent');
});

test('reads no more of an answer than the limit', async () => {
  let written = 0;
  const endless: Answer = (response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const pump = () => {
      do written += chunk.byteLength;
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pump);
    pump();
  };
  const { url, received } = await startEndpoint(endless);

  const result = await transportTo(url).send(body, inAMinute());

  expect(result).toMatchObject({ status: 'sent', answer: new Uint8Array() });
  expect(written).toBeGreaterThanOrEqual(4 * 1024 * 1024);
  await expect.poll(() => received[0]?.socket.destroyed).toBe(true);
});

test('an answer that is cut off counts by its status', async () => {
  const cut: Answer = (response, { socket }) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('partly', () => socket.destroy());
  };
  const { url } = await startEndpoint(cut);

  const result = await transportTo(url).send(body, inAMinute());

  expect(result).toMatchObject({ status: 'sent', answer: new Uint8Array() });
});

test('an answer counts in whatever pieces it comes, behind blank lines, too', async () => {
  const answer = '\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
  const server = createTcpServer((socket) => {
    socket.setNoDelay().once('data', async () => {
      for (const character of answer) {
        socket.write(character);
        await new Promise(setImmediate);
      }
    });
  });
  const address = await listen(server);

  const result = await transportTo(`http://${address}/`).send(body, inAMinute());

  expect(result.status).toBe('sent');
});

test.each([
  { title: 'what is not HTTP', answer: 'SSH-2.0-OpenSSH\r\n' },
  { title: 'lines that end by a line feed alone', answer: 'HTTP/1.1 200 OK\n' },
  { title: 'an upgrade', answer: 'HTTP/1.1 101 x\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n' },
])('an endpoint that answers with $title is worth a retry', async ({ answer }) => {
  const server = createTcpServer((socket) => socket.once('data', () => socket.write(answer)));
  const address = await listen(server);

  const result = await transportTo(`http://${address}/`).send(body, inAMinute());

  expect(result.status).toBe('retryable');
});
