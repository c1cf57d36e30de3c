import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const megabyte = 1024 * 1024;
const large = 50;
const bytes = large * megabyte + '{"text":"'.length;
const clients = ['http', 'fetch', 'undici', 'paused'] as const;

interface Streamed {
  readonly size: number;
  readonly peakMegabytes: number;
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
}

let collector: Collector;
let upstream: Server;

beforeAll(async () => {
  collector = await startCollector();
  // Takes whatever comes, and answers with so many megabytes, at the pace of the reader.
  upstream = createServer(async (request, response) => {
    for await (const _ of request);
    response.write('{"text":"');
    for (let part = 0; part < Number(request.url?.slice(1)); part += 1)
      if (!response.write(Buffer.alloc(megabyte, 'word '))) await once(response, 'drain');
    response.end();
  });
  await once(upstream.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await collector.close();
});

describe.each(availableRuntimes())('on $name', ({ name }) => {
  /** What each client takes and needs, and what its span shows. */
  async function stream(environment: Record<string, string>) {
    const fn = await startFunction({
      runtime: name,
      directory,
      handler: 'large-bodies.handler',
      timeoutMs: 60_000,
      memoryMb: 256,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        UPSTREAM: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
        ...environment,
      },
    });
    const found: Record<string, Streamed> = {};
    for (const client of clients) {
      collector.clear();
      const { payload } = await fn.invoke({ client, up: large, down: large });
      await fn.frozen();
      const span = collector.spans().find(({ kind }) => kind === 'client');
      found[client] = { ...JSON.parse(payload ?? ''), attributes: span?.attributes };
    }
    await fn.close();
    return found;
  }

  test('bodies of 50 MB stream through a function that shows them as through one that does not', async () => {
    const plain = await stream({});
    const showing = await stream({ ANTIFREEZE_CAPTURE: 'http-request,http-response' });

    for (const client of ['http', 'fetch', 'undici'] as const) {
      expect(showing[client]?.size, client).toBe(bytes);
      expect(showing[client]?.attributes, client).toMatchObject({
        'http.request.body.size': bytes,
        'http.response.body.size': bytes,
        'http.response.body.content': expect.stringMatching(/^\{"text":"(word )+.*…/),
      });
      const more = (showing[client]?.peakMegabytes ?? 0) - (plain[client]?.peakMegabytes ?? 0);
      // Whatever the garbage collector leaves meanwhile: not the body.
      expect(more, client).toBeLessThan(large / 2);
    }
    // What nobody reads stays where it is.
    expect(showing['paused']?.size).toBeLessThan(bytes / 2);
  });
});
