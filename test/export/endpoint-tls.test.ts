import { createServer, type ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import type { OtlpConfig } from '../../src/config/config.ts';
import { tlsOptions } from '../../src/export/endpoint-tls.ts';
import { httpTransport } from '../../src/export/http-transport.ts';
import { selfSigned } from './certificates.ts';
import { recordDiagnostics } from './diagnostics.ts';
import { otlpConfig } from './export-config.ts';
import { inAMinute, listen } from './otlp-endpoint.ts';

const body = new TextEncoder().encode('spans');

/** An endpoint that says whom its clients claim to be. */
async function startSecureEndpoint(options: ServerOptions): Promise<string> {
  const server = createServer(options, (request, response) => {
    request.resume();
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.end(subject?.CN ?? 'nobody');
  });
  server.on('tlsClientError', () => undefined);
  return `https://${await listen(server)}/v1/traces`;
}

function transportTo(url: string, files: Partial<OtlpConfig>) {
  const contentType = 'application/x-protobuf';
  return httpTransport({ otlp: otlpConfig(url, files), contentType, userAgent: 'test' });
}

test('posts to an endpoint whose certificate it is given', async () => {
  const { certificate: cert, key, certificateFile } = selfSigned('endpoint');
  const url = await startSecureEndpoint({ cert, key });

  const result = await transportTo(url, { certificate: certificateFile }).send(body, inAMinute());

  expect(result).toMatchObject({ status: 'sent', answer: Buffer.from('nobody') });
});

test('keeps its spans from an endpoint that nobody vouches for', async () => {
  const { certificate: cert, key } = selfSigned('endpoint');
  const url = await startSecureEndpoint({ cert, key });

  const result = await transportTo(url, {}).send(body, inAMinute());

  expect(result.status).toBe('retryable');
});

test('shows its own certificate to an endpoint that wants one', async () => {
  const { certificate: cert, key, certificateFile } = selfSigned('endpoint');
  const client = selfSigned('function');
  const url = await startSecureEndpoint({ cert, key, ca: client.certificate, requestCert: true });
  const transport = transportTo(url, {
    certificate: certificateFile,
    clientKey: client.keyFile,
    clientCertificate: client.certificateFile,
  });

  const result = await transport.send(body, inAMinute());

  expect(result).toMatchObject({ status: 'sent', answer: Buffer.from('function') });
});

test('reports a file that cannot be read, and goes on without it', () => {
  const reports = recordDiagnostics();
  const { certificateFile, certificate } = selfSigned('endpoint');
  const missing = `${certificateFile}.missing`;

  const options = tlsOptions(
    otlpConfig('https://localhost', { certificate: certificateFile, clientKey: missing }),
  );

  expect(options).toEqual({ ca: certificate });
  expect(reports).toEqual([expect.stringContaining(`can't read ${missing}`)]);
});

test.each([
  { title: 'a key', written: (key: string) => key },
  { title: 'a key on one line', written: (key: string) => key.replaceAll('\n', '\\n') },
  { title: 'a key in Base64', written: (key: string) => btoa(key) },
])('$title in place of the name of its file is not shown', ({ written }) => {
  const reports = recordDiagnostics();
  const key = selfSigned('client').key.toString();

  const options = tlsOptions(otlpConfig('https://localhost', { clientKey: written(key) }));

  expect(options).toEqual({});
  expect(reports).toEqual([expect.stringContaining('OTEL_EXPORTER_OTLP_CLIENT_KEY has to name')]);
  const [, secret = ''] = key.split('\n');
  for (const text of [secret, btoa(key).slice(0, 40)]) expect(reports.join()).not.toContain(text);
});

test('a client key that is none is reported, and left out', async () => {
  const reports = recordDiagnostics();
  const { certificate: cert, key, certificateFile } = selfSigned('endpoint');
  const url = await startSecureEndpoint({ cert, key });
  const files = { certificate: certificateFile, clientKey: certificateFile };

  const result = await transportTo(url, files).send(body, inAMinute());

  expect(result.status).toBe('sent');
  expect(reports).toEqual([expect.stringContaining(`can't read ${certificateFile}`)]);
});

test('a key that belongs to another certificate fails without an exception, and is told of', async () => {
  const { certificate: cert, key, certificateFile } = selfSigned('endpoint');
  const url = await startSecureEndpoint({ cert, key });
  const files = { clientKey: selfSigned('other').keyFile, clientCertificate: certificateFile };

  const result = await transportTo(url, files).send(body, inAMinute());

  expect(result).toMatchObject({ status: 'failed', fault: 'request' });
});
