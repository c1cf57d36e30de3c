import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  type Certificates,
  createCertificates,
  tlsOptions,
} from '../../harness/collector/certificates.ts';
import { httpTransport } from '../../src/export/http-transport.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { otlpConfig } from './export-config.ts';
import { deadPort, inAMinute, listen, ok, startEndpoint } from './otlp-endpoint.ts';

const body = new TextEncoder().encode('spans');
let certificates: Certificates;
beforeAll(() => {
  certificates = createCertificates();
});
afterAll(() => certificates.remove());

/** A proxy that wants `user:pass`, and says what it was asked for. */
async function startProxy() {
  const asked: string[] = [];
  const wanted = `Basic ${btoa('user:p@ss')}`;
  const letsIn = (message: IncomingMessage) => {
    asked.push(`${message.method} ${message.url}`);
    return message.headers['proxy-authorization'] === wanted;
  };
  const server = createServer(async (request, response) => {
    if (!letsIn(request)) return void response.writeHead(407).end();
    const { headers, method = '' } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { 'proxy-authorization': _, ...rest } = headers as Record<string, string>;
    const answer = await fetch(request.url ?? '', {
      method,
      headers: withoutHop(rest),
      body: Buffer.concat(chunks),
    });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.on('connect', async (request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => undefined);
    if (!letsIn(request))
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port] = request.url?.split(':') ?? [];
    const target = connect(Number(port), host);
    target.on('error', () => socket.destroy());
    await once(target, 'connect');
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.pipe(target).pipe(socket);
  });
  const address = await listen(server);
  return { address, url: `http://user:p%40ss@${address}`, asked };
}

function withoutHop({ host, connection, 'content-length': _, ...headers }: Record<string, string>) {
  return headers;
}

async function startTlsEndpoint(): Promise<string> {
  const server = createTlsServer(tlsOptions(certificates, false), (request, response) => {
    request.resume().on('end', () => response.end());
  });
  return `https://${await listen(server)}/v1/traces`;
}

function setVariables(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

function transportTo(url: string, agent?: Agent) {
  const otlp = otlpConfig(url, { certificate: certificates.server.certificate });
  return httpTransport({ otlp, contentType: 'application/x-protobuf', userAgent: 'test', agent });
}

describe('where Node.js is told to use the proxy of the environment', () => {
  test.each(['http_proxy', 'HTTP_PROXY'])('a request for http goes to %s whole', async (name) => {
    const proxy = await startProxy();
    const { url, received } = await startEndpoint(ok);
    setVariables({ NODE_USE_ENV_PROXY: '1', [name]: proxy.url });

    const result = await transportTo(url).send(body, inAMinute());

    expect(result.status).toBe('sent');
    expect(proxy.asked).toEqual([`POST ${url}`]);
    expect(received[0]?.body.toString()).toBe('spans');
    expect(received[0]?.headers).not.toHaveProperty('proxy-authorization');
  });

  test.each(['https_proxy', 'HTTPS_PROXY'])(
    'requests for https share a tunnel through %s',
    async (name) => {
      const proxy = await startProxy();
      const url = await startTlsEndpoint();
      setVariables({ NODE_USE_ENV_PROXY: '1', [name]: proxy.url });
      const transport = transportTo(url);

      const results = [
        await transport.send(body, inAMinute()),
        await transport.send(body, inAMinute()),
      ];

      expect(results.map(({ status }) => status)).toEqual(['sent', 'sent']);
      expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host}`]);
    },
  );

  test.each(['http', 'https'])('a proxy that refuses %s shows no credentials', async (scheme) => {
    recordDiagnostics();
    const proxy = await startProxy();
    const url = scheme === 'http' ? (await startEndpoint(ok)).url : await startTlsEndpoint();
    const name = `${scheme}_proxy`;
    setVariables({ NODE_USE_ENV_PROXY: '1', [name]: proxy.url.replace('p%40ss', 'wr0ng') });

    const result = await transportTo(url).send(body, inAMinute());

    expect(result).toMatchObject({ fault: scheme === 'http' ? '407' : 'proxy' });
    expect(result.status !== 'sent' && result.error.stack).not.toMatch(/wr0ng|user|d3IwbmM/);
  });

  test('a proxy that is not there is for a later flush', async () => {
    setVariables({ NODE_USE_ENV_PROXY: '1', https_proxy: `http://${await deadPort()}` });

    const result = await transportTo(await startTlsEndpoint()).send(body, inAMinute());

    expect(result).toMatchObject({ status: 'retryable', fault: 'ECONNREFUSED' });
  });

  test('a proxy that is no URL is left out, and not shown', async () => {
    const reports = recordDiagnostics();
    const { url } = await startEndpoint(ok);
    setVariables({ NODE_USE_ENV_PROXY: '1', http_proxy: 'http://user:secr3t@:x' });

    const result = await transportTo(url).send(body, inAMinute());

    expect(result.status).toBe('sent');
    expect(reports).toHaveLength(1);
    expect(reports.join()).not.toContain('secr3t');
  });
});

test('no proxy is used unless Node.js is told to', async () => {
  const { url } = await startEndpoint(ok);
  setVariables({ http_proxy: `http://${await deadPort()}` });

  expect(await transportTo(url).send(body, inAMinute())).toMatchObject({ status: 'sent' });
});

test("a user's agent makes the connections", async () => {
  const { url, received } = await startEndpoint(ok);
  const agent = new Agent({ keepAlive: true });
  const connecting = vi.spyOn(agent, 'createConnection');
  onTestFinished(() => agent.destroy());

  const result = await transportTo(url, agent).send(body, inAMinute());

  expect(result.status).toBe('sent');
  expect(received[0]?.body.toString()).toBe('spans');
  expect(connecting).toHaveBeenCalledTimes(1);
});
