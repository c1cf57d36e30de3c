import { describe, expect, test } from 'vitest';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { allSignals, useFunctions } from './use-functions.ts';

const fixture = useFunctions({ handler: 'odd-values.handler' });
const protocols = ['http/protobuf', 'http/json'];

/** Links to this span are as they should be, beside others that aren't. */
const sound = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(protocols)(
    'odd values by %s cost no span, no record and no request',
    async (protocol) => {
      const { collector, start } = fixture;
      const fn = await start({
        runtime,
        environment: { ...allSignals, OTEL_EXPORTER_OTLP_PROTOCOL: protocol },
      });

      await fn.invoke({});
      await fn.frozen();

      expect(fn.logs.filter(({ text }) => text.includes('antifreeze'))).toEqual([]);
      const spans = new Map(collector.spans().map((span) => [span.name, span]));
      const of = (name: string) => spans.get(name) as CollectedSpan;
      expect([...spans.keys()].sort()).toEqual(
        [
          ...['', '404', 'dated', 'early', 'endless', 'event dated', 'eventful', 'kind'],
          ...['l1', 'l2', 'l3', 'l4', 'part', 'status', 'versioned'],
          ...['function-under-test', 'init'],
        ].sort(),
      );
      expect(of('versioned').scope).toMatchObject({ name: 'numbered', version: '2' });
      expect(of('eventful').events).toMatchObject([{ name: '200' }]);
      expect([of('kind').kind, of('status').status.code]).toEqual(['unspecified', 'unset']);
      expect(of('part').start).toBe(1_700_000_000_500_000_007n);
      expect([of('early').start, of('dated').start, of('endless').end]).toEqual([0n, 0n, 0n]);
      expect(of('event dated').events).toMatchObject([{ name: 'e', time: 0n }]);
      expect(of('l1').links).toMatchObject([sound, sound]);
      for (const name of ['l2', 'l3', 'l4']) {
        expect(of(name).links).toMatchObject([sound]);
        expect(of(name).dropped.links).toBe(1);
      }
      expect(collector.logs()).toMatchObject([{ body: 'odd', severityText: '5' }]);
      expect(collector.points().filter(({ metric }) => metric === 'odd')).toMatchObject([
        { unit: '1', value: 1 },
      ]);
    },
  );
});
