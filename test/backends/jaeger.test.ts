import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installJaeger } from '../../harness/backends/install-jaeger.ts';
import { startJaeger } from '../../harness/backends/start-jaeger.ts';
import { jaegerData, jaegerSpans } from './jaeger-spans.ts';
import { ifItCanBeHad } from './needs.ts';
import { runShop } from './shop.ts';
import { inOrder, toldOf } from './told-span.ts';

const isThere = (await ifItCanBeHad('Jaeger', installJaeger)) !== undefined;

test.runIf(isThere)('Jaeger has every span of the shop whole, and sees no clock skew', async () => {
  const jaeger = await startJaeger({ args: ['--query.max-clock-skew-adjustment=1h'] });
  onTestFinished(() => jaeger.stop());

  const sent = await runShop(jaeger.otlp);

  const { spans, warnings } = await jaegerSpans(jaeger.api);
  expect(inOrder(spans)).toEqual(inOrder(sent.map(toldOf)));
  // Only of the caller from outside, who sends nothing.
  expect(warnings).toEqual([expect.stringContaining('invalid parent span IDs=b7ad6b7169203331')]);
  const lookback = `endTs=${Date.now()}&lookback=3600000`;
  const graph = await jaegerData<object[]>(`${jaeger.api}/dependencies?${lookback}`);
  expect(graph).toHaveLength(3);
  expect(graph).toEqual(
    expect.arrayContaining([
      { parent: 'orders', child: 'packing', callCount: 1 },
      { parent: 'packing', child: 'labels', callCount: 3 },
      { parent: 'orders', child: 'packing-slow', callCount: 1 },
    ]),
  );
});

test.runIf(isThere)('Jaeger answers how much of a service is to be kept', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jaeger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'strategies.json');
  const strategies = {
    default_strategy: { type: 'probabilistic', param: 0.5 },
    service_strategies: [{ service: 'orders', type: 'ratelimiting', param: 5 }],
  };
  writeFileSync(file, JSON.stringify(strategies));
  const jaeger = await startJaeger({ args: [`--sampling.strategies-file=${file}`] });
  onTestFinished(() => jaeger.stop());

  const answers = await Promise.all(
    ['orders', 'packing'].map(async (service) =>
      (await fetch(`${jaeger.sampling}?service=${service}`)).json(),
    ),
  );

  expect(answers).toMatchObject([
    { strategyType: 'RATE_LIMITING', rateLimitingSampling: { maxTracesPerSecond: 5 } },
    { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 0.5 } },
  ]);
});
