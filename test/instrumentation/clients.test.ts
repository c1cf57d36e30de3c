import http, { ClientRequest, get, request } from 'node:http';
import { text } from 'node:stream/consumers';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import nodeFetch from 'node-fetch';
import {
  Agent,
  Client,
  Pool,
  RetryAgent,
  fetch as undiciFetch,
  request as undiciRequest,
} from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { localServer } from './local-server.ts';
import { inOneLine, parentIdOf, traced } from './traced.ts';

const read = (send: (read: (response: http.IncomingMessage) => void) => http.ClientRequest) =>
  new Promise<string>((resolve, reject) => {
    send((response) => resolve(text(response)))
      .on('error', reject)
      .end();
  });

/** Each way to get a URL's body as text, without more options than it needs. */
const clients: Record<string, (url: string) => Promise<unknown>> = {
  'http.get': (url) => read((done) => http.get(url, done)),
  'a named import of get': (url) => read((done) => get(url, done)),
  'a named import of request': (url) => read((done) => request(url, done)),
  'new ClientRequest': (url) => read((done) => new ClientRequest(url, done)),
  'http with a keep-alive agent': (url) => {
    const agent = new http.Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    return read((done) => get(url, { agent }, done));
  },
  'http without an agent': (url) => read((done) => get(url, { agent: false }, done)),
  'global fetch': async (url) => (await fetch(url)).text(),
  'undici.fetch': async (url) => (await undiciFetch(url)).text(),
  'undici.request': async (url) => (await undiciRequest(url)).body.text(),
  'undici.request with an Agent': async (url) => {
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    return (await undiciRequest(url, { dispatcher })).body.text();
  },
  'undici.Pool': async (url) => {
    const { origin, pathname } = new URL(url);
    const pool = new Pool(origin);
    onTestFinished(() => pool.close());
    return (await pool.request({ path: pathname, method: 'GET' })).body.text();
  },
  'undici.Client': async (url) => {
    const { origin, pathname } = new URL(url);
    const client = new Client(origin);
    onTestFinished(() => client.close());
    return (await client.request({ path: pathname, method: 'GET' })).body.text();
  },
  axios: (url) => axios.get(url),
  'axios by fetch': (url) => axios.get(url, { adapter: 'fetch' }),
  got: (url) => got(url, { retry: { limit: 0 } }).text(),
  'node-fetch': async (url) => (await nodeFetch(url)).text(),
  ky: (url) => ky(url).text(),
};

test.each(Object.entries(clients))('%s makes one span and carries its context', async (_, send) => {
  const server = await localServer();

  const { spans, root } = await traced(() => send(`${server.url}/ok`));

  expect(spans.map(inOneLine)).toEqual(['GET /ok 200']);
  expect(spans[0]?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
  expect(spans[0]?.attributes).toEqual({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'network.peer.address': '127.0.0.1',
    'network.peer.port': server.port,
    'network.protocol.version': '1.1',
    'server.address': '127.0.0.1',
    'server.port': server.port,
    'url.full': `${server.url}/ok`,
  });
  expect(server.received.map(parentIdOf)).toEqual([spans[0]?.spanContext().spanId]);
});

const redirecting = [
  'global fetch',
  'undici.fetch',
  'axios',
  'axios by fetch',
  'got',
  'node-fetch',
  'ky',
];

test.each(redirecting)('%s makes a span for each hop of a redirect', async (name) => {
  const server = await localServer();

  const { spans, root } = await traced(async () => clients[name]?.(`${server.url}/redirect`));

  expect(spans.map(inOneLine)).toEqual(['GET /redirect 302', 'GET /ok 200']);
  expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual([
    root.spanContext().spanId,
    root.spanContext().spanId,
  ]);
  expect(server.received.map(parentIdOf)).toEqual(spans.map((span) => span.spanContext().spanId));
});

const quickly = () => 1;

const retrying: Record<string, (url: string) => Promise<unknown>> = {
  got: (url) =>
    got(url, {
      retry: { limit: 1, calculateDelay: ({ computedValue }) => computedValue && 1 },
    }).text(),
  ky: (url) => ky(url, { retry: { limit: 1, delay: quickly } }).text(),
  'undici.RetryAgent': async (url) => {
    const dispatcher = new RetryAgent(new Agent(), { maxRetries: 1, minTimeout: 1, maxTimeout: 1 });
    onTestFinished(() => dispatcher.close());
    return (await undiciRequest(url, { dispatcher })).body.text();
  },
};

test.each(Object.entries(retrying))('%s makes a span for each attempt', async (_, send) => {
  let attempts = 0;
  const server = await localServer((_request, response) => {
    attempts += 1;
    response.writeHead(attempts === 1 ? 503 : 200).end('x');
  });

  const { spans, root } = await traced(() => send(`${server.url}/flaky`));

  expect(spans.map(inOneLine)).toEqual(['GET /flaky 503 ERROR 503', 'GET /flaky 200']);
  expect(spans.every((span) => span.parentSpanContext?.spanId === root.spanContext().spanId)).toBe(
    true,
  );
  expect(server.received.map(parentIdOf)).toEqual(spans.map((span) => span.spanContext().spanId));
});
