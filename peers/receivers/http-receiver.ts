import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { createCertificates, tlsOptions } from '../../harness/collector/certificates.ts';
import { type Behaviour, type Receiver, type SeenSpan, slowMs } from './receiver.ts';

interface HttpOptions {
  readonly addressOf: (port: number) => string;
  readonly tls?: boolean;
}

/** Takes what is sent by HTTP, of which `read` makes spans. */
export async function startHttpReceiver(
  read: (body: string) => readonly SeenSpan[],
  { addressOf, tls = false }: HttpOptions,
): Promise<Receiver> {
  const seen: SeenSpan[] = [];
  let behaviour: Behaviour = 'well';
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request).catch(() => undefined);
    if (!body || behaviour === 'silent') return;
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    seen.push(...read(plain.toString()));
    setTimeout(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
      behaviour === 'slow' ? slowMs : 0,
    );
  };
  const certificates = tls ? createCertificates() : undefined;
  const server = certificates
    ? createTlsServer(tlsOptions(certificates, false), listener)
    : createServer(listener);
  // A frozen function must find its connections open.
  server.keepAliveTimeout = 600_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: addressOf((server.address() as AddressInfo).port),
    certificate: certificates?.server.certificate ?? '',
    answers: true,
    spans: () => seen,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      certificates?.remove();
    },
  };
}
