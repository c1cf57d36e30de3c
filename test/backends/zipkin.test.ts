import { expect, onTestFinished, test, vi } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { installZipkin } from '../../harness/backends/install-zipkin.ts';
import { startZipkin } from '../../harness/backends/start-zipkin.ts';
import { ifItCanBeHad } from './needs.ts';
import { receivingCollector } from './receiving-collector.ts';
import { runShop } from './shop.ts';
import { inOrder, type ToldSpan, toldOf } from './told-span.ts';

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly kind?: string;
  readonly name: string;
  readonly localEndpoint: { readonly serviceName: string };
  readonly remoteEndpoint?: { readonly serviceName?: string };
  readonly annotations?: readonly { readonly value: string }[];
  readonly tags: Readonly<Record<string, string>>;
}

const installed = await ifItCanBeHad('Zipkin and the Collector before it', () =>
  Promise.all([installZipkin(), installCollector()]),
);

test.runIf(installed)('Zipkin has every span of the shop, with an edge to each queue', async () => {
  const zipkin = await startZipkin();
  onTestFinished(() => zipkin.stop());
  const collector = await receivingCollector({ zipkin: { endpoint: `${zipkin.api}/spans` } });

  const sent = await runShop(collector);

  const lookback = `endTs=${Date.now() + 60_000}&lookback=3600000`;
  const spans = await vi.waitFor(
    async () => {
      const traces = await get<ZipkinSpan[][]>(`${zipkin.api}/traces?limit=100&${lookback}`);
      expect(traces.flat()).toHaveLength(sent.length);
      return traces.flat();
    },
    { timeout: 20_000, interval: 200 },
  );
  expect(inOrder(spans.map((span) => told(span)))).toEqual(
    inOrder(sent.map((span) => lowered(toldOf(span)))),
  );
  const graph = await get<object[]>(`${zipkin.api}/dependencies?${lookback}`);
  const edges = graph.map((edge) => JSON.stringify(edge)).sort();
  expect(edges).toEqual([
    '{"parent":"aws_sqs:packing","child":"packing","callCount":2}',
    '{"parent":"aws_sqs:packing","child":"packing-slow","callCount":1,"errorCount":1}',
    '{"parent":"orders","child":"aws_sqs:packing","callCount":4}',
    '{"parent":"packing","child":"labels","callCount":3}',
  ]);
});

async function get<Data>(url: string): Promise<Data> {
  return (await (await fetch(url)).json()) as Data;
}

/** Of a span's and its resource's attributes, which Zipkin has in one list, these stay as they are. */
const compared = ['order.id', 'faas.trigger', 'faas.name', 'error.type', 'messaging.message.id'];

/** Names are in small letters, and links and statuses are among the tags. */
function told(span: ZipkinSpan) {
  const { tags } = span;
  const links = Object.entries(tags).filter(([name]) => name.startsWith('otlp.link.'));
  return {
    trace: span.traceId,
    span: span.id,
    parent: span.parentId,
    service: span.localEndpoint.serviceName,
    name: span.name,
    kind: (span.kind ?? 'internal').toLowerCase(),
    failed: tags['otel.status_code'] === 'STATUS_CODE_ERROR',
    message: tags['otel.status_description'] ?? '',
    links: links.map(([, value]) => value.split('|')[1]),
    peer: span.remoteEndpoint?.serviceName,
    attributes: some(tags),
  };
}

function lowered({ name, attributes, resource, events: _, ...span }: ToldSpan) {
  return {
    ...span,
    name: name.toLowerCase(),
    peer: attributes['service.peer.name']?.toLowerCase(),
    attributes: some({ ...resource, ...attributes }),
  };
}

function some(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(compared.flatMap((name) => (tags[name] ? [[name, tags[name]]] : [])));
}
