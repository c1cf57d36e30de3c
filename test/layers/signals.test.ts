import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
} from '../../harness/lambda/index.ts';
import { startFunction } from '../start-function.ts';
import { type BuiltLayer, builtLayer } from './built-layer.ts';
import { type Task, writeTask } from './task.ts';

let collector: Collector;
let layer: BuiltLayer;
let opened: { fn: LambdaFunction; task: Task } | undefined;

beforeAll(async () => {
  [collector, layer] = await Promise.all([startCollector(), builtLayer()]);
});
afterEach(async () => {
  await opened?.fn.close();
  opened?.task.remove();
  opened = undefined;
  collector.clear();
});
afterAll(async () => {
  layer.remove();
  await collector.close();
});

const work = `const orders = metrics.getMeter('shop').createCounter('orders');
  const handle = async () => {
    orders.add(2);
    console.log('paid');
    return trace.getActiveSpan().spanContext().traceId;
  };`;
const files: Readonly<Record<string, string>> = {
  'index.js': `const { metrics, trace } = require('@opentelemetry/api'); ${work} exports.handler = handle;`,
  'index.mjs': `import { metrics, trace } from '@opentelemetry/api'; ${work} export const handler = handle;`,
};
const on = {
  OTEL_LOGS_EXPORTER: 'otlp',
  ANTIFREEZE_CAPTURE_CONSOLE: 'true',
  OTEL_METRICS_EXPORTER: 'otlp',
  ANTIFREEZE_TRACE_FIELDS: 'true',
};

async function start(
  runtime: RuntimeName,
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<LambdaFunction> {
  const task = writeTask({ [file]: files[file] ?? '' });
  const fn = await startFunction({
    runtime,
    directory: task.directory,
    handler: 'index.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      ...layer.variables,
      ...environment,
    },
  });
  opened = { fn, task };
  return fn;
}

const signals = () =>
  collector
    .requests()
    .map(({ batch }) => batch.signal)
    .sort();
const lines = (fn: LambdaFunction) =>
  fn.logs.map(({ text }) => text).filter((text) => text.includes('paid'));

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(Object.keys(files))(
    'spans, log records and metrics of %s leave with one flush, and its lines name their trace',
    async (file) => {
      const fn = await start(runtime, file, on);

      const { payload, requestId } = await fn.invoke({});
      await fn.frozen();

      const traceId = JSON.parse(payload ?? '""');
      expect(signals()).toEqual(['logs', 'metrics', 'traces']);
      expect(collector.spans().map((span) => span.traceId)).toEqual([traceId, traceId]);
      expect(collector.logs()).toMatchObject([
        { body: 'paid', traceId, attributes: { 'faas.invocation_id': requestId } },
      ]);
      const values = collector.points().map(({ metric, value }) => [metric, value]);
      expect(values).toContainEqual(['orders', 2]);
      expect(values).toContainEqual(['faas.invocations', 1]);
      expect(lines(fn)).toEqual([expect.stringContaining(`trace_id=${traceId}`)]);
    },
  );

  test.each(Object.keys(files))(
    'none of them but spans is there of %s unless it is asked for',
    async (file) => {
      const fn = await start(runtime, file, {});

      await fn.invoke({});
      await fn.frozen();

      expect(signals()).toEqual(['traces']);
      expect(lines(fn)).toEqual([expect.not.stringContaining('trace_id')]);
    },
  );
});
