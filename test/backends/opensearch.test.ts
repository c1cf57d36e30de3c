import { expect, onTestFinished, test, vi } from 'vitest';
import { installJaeger } from '../../harness/backends/install-jaeger.ts';
import { installOpenSearch } from '../../harness/backends/install-opensearch.ts';
import { startJaeger } from '../../harness/backends/start-jaeger.ts';
import { startOpenSearch } from '../../harness/backends/start-opensearch.ts';
import { jaegerSpans } from './jaeger-spans.ts';
import { ifItCanBeHad } from './needs.ts';
import { runShop } from './shop.ts';
import { inOrder, toldOf } from './told-span.ts';

const installed = await ifItCanBeHad('OpenSearch and Jaeger before it', () =>
  Promise.all([installOpenSearch(), installJaeger()]),
);

test.runIf(installed)(
  'OpenSearch keeps for Jaeger every span of the shop, to be searched',
  async () => {
    const openSearch = await startOpenSearch();
    onTestFinished(() => openSearch.stop());
    const jaeger = await startJaeger({
      args: [`--es.server-urls=${openSearch.url}`, '--es.num-replicas=0'],
      environment: { SPAN_STORAGE_TYPE: 'opensearch' },
    });
    onTestFinished(() => jaeger.stop());

    const sent = await runShop(jaeger.otlp);

    await vi.waitFor(
      async () => {
        const { spans } = await jaegerSpans(jaeger.api);
        expect(inOrder(spans)).toEqual(inOrder(sent.map(toldOf)));
      },
      { timeout: 60_000, interval: 1_000 },
    );
    const failed = { nested: { path: 'tags', query: { bool: { filter: tag('error', 'true') } } } };
    const search = await fetch(`${openSearch.url}/jaeger-span-*/_search?size=100`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: failed }),
    });
    const { hits } = (await search.json()) as {
      hits: { hits: { _source: { spanID: string } }[] };
    };
    expect(hits.hits.map(({ _source }) => _source.spanID).sort()).toEqual(
      sent.flatMap(({ status, spanId }) => (status.code === 'error' ? [spanId] : [])).sort(),
    );
  },
);

function tag(key: string, value: string): object[] {
  return [{ term: { 'tags.key': key } }, { term: { 'tags.value': value } }];
}
