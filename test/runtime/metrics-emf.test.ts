import { describe, expect, test } from 'vitest';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { emfMistakes, isEmf, readEmf } from '../signals/metrics/emf-rules.ts';
import { patiently } from './patiently.ts';
import { useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'metrics.handler',
  environment: { OTEL_METRICS_EXPORTER: 'otlp' },
});
const { start } = fixture;

const pointsOf = (metric: string) =>
  fixture.collector.points().filter((point) => point.metric === metric);

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each([{ format: 'Text' }, { format: 'JSON' }])(
    "with emf, the log has them in lines that keep AWS's rules, in the log format $format",
    async ({ format }) => {
      const fn = await start({
        runtime,
        timeoutMs: patiently(1_500),
        environment: { OTEL_METRICS_EXPORTER: 'emf', AWS_LAMBDA_LOG_FORMAT: format },
      });
      let ordered = 0;
      for (const [call, ending] of [
        'answer',
        'throw',
        'wait',
        'busy',
        'exit',
        'answer',
      ].entries()) {
        await fn.invoke({ count: call, ending });
        await fn.frozen();
        ordered += 2 * call;
      }

      const lines = fn.logs.map(({ text }) => text).filter(isEmf);
      expect(lines.flatMap(emfMistakes)).toEqual([]);
      const metrics = lines.flatMap(readEmf);
      const sum = (name: string) =>
        metrics
          .filter((each) => each.name === name)
          .reduce((all, { values }) => all + (values[0] ?? 0), 0);
      expect(sum('orders')).toBe(ordered);
      expect([sum('faas.invocations'), sum('faas.errors'), sum('faas.timeouts')]).toEqual([
        2, 3, 1,
      ]);
      expect(
        metrics.filter(({ name }) => name === 'waits').flatMap(({ values }) => values),
      ).toHaveLength(6);
      expect(fixture.collector.points()).toEqual([]);
    },
  );

  test.each([{ exporter: 'emf' }, { exporter: 'otlp' }])(
    'Powertools counts beside it as it does alone, with $exporter',
    async ({ exporter }) => {
      const logsWith = async (environment: Record<string, string>) => {
        const fn = await start({ runtime, handler: 'powertools-metrics.handler', environment });
        for (const count of [2, 3]) {
          await fn.invoke({ count });
          await fn.frozen();
        }
        await fn.close();
        return fn.logs
          .map(({ text }) => text)
          .filter(isEmf)
          .flatMap(readEmf);
      };

      const alone = await logsWith({ OTEL_METRICS_EXPORTER: 'none' });
      const beside = await logsWith({ OTEL_METRICS_EXPORTER: exporter });

      expect(alone.map(({ values }) => values)).toEqual([[2], [3]]);
      expect(beside.filter(({ name }) => name === 'powerOrders')).toEqual(alone);
      const ours = beside.filter(({ name }) => name === 'orders').flatMap(({ values }) => values);
      expect(exporter === 'emf' ? ours : pointsOf('orders').map(({ value }) => value)).toEqual([
        2, 3,
      ]);
    },
  );
});
