import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  type DurableService,
  type ExecuteOptions,
  linkDurable,
  startDurableService,
} from '../../harness/durable/durable-service.ts';
import {
  availableRuntimes,
  type FunctionSettings,
  type LambdaFunction,
  type RuntimeName,
} from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { startFunction } from '../start-function.ts';

interface Traced {
  readonly spans: readonly CollectedSpan[];
  readonly result: Awaited<ReturnType<DurableService['execute']>>;
  readonly logs: readonly string[];
}

/** What executions of durable functions need, for the tests of one file. */
export interface DurableExecutions {
  readonly collector: Collector;
  readonly service: DurableService;
  /** The folder of the functions, where the SDK and this package can be loaded. */
  readonly directory: string;
  /** Called for each request that a function makes. */
  onRequest: () => Promise<unknown>;
  start(handler: string, settings?: Partial<FunctionSettings>): Promise<LambdaFunction>;
  /** All spans of one execution, after which the function is gone. */
  trace(fn: LambdaFunction, input: object, options?: ExecuteOptions): Promise<Traced>;
}

export const runtimes: readonly RuntimeName[] = availableRuntimes().map(({ name }) => name);

/** Has all that made before the tests of a file, and removed after them. */
export function useDurableExecutions(): DurableExecutions {
  const made: { -readonly [Key in keyof DurableExecutions]: DurableExecutions[Key] } = {
    // Made before the first test.
    collector: undefined as unknown as Collector,
    service: undefined as unknown as DurableService,
    directory: '',
    onRequest: async () => {},
    async start(handler: string, { environment, ...settings }: Partial<FunctionSettings> = {}) {
      const { port } = upstream.address() as AddressInfo;
      return startFunction({
        directory: made.directory,
        handler,
        functionName: 'orders',
        timeoutMs: 30_000,
        memoryMb: 512,
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: made.collector.url,
          AWS_ENDPOINT_URL_LAMBDA: made.service.url,
          UPSTREAM: `http://127.0.0.1:${port}`,
          ...environment,
        },
        ...settings,
      });
    },
    async trace(fn: LambdaFunction, input: object, options?: ExecuteOptions) {
      const result = await made.service.execute(fn, input, options);
      await fn.frozen();
      const logs = fn.logs.map(({ text }) => text);
      await fn.close();
      return { spans: made.collector.spans(), result, logs };
    },
  };
  const upstream = createServer((_, response) => {
    void made.onRequest().then(() => response.end());
  });
  beforeAll(async () => {
    made.collector = await startCollector();
    made.service = await startDurableService();
    await once(upstream.listen(0, '127.0.0.1'), 'listening');
    made.directory = mkdtempSync(join(realpathSync(tmpdir()), 'durable-'));
    const functions = fileURLToPath(new URL('functions/durable', import.meta.url));
    cpSync(functions, made.directory, { recursive: true });
    linkDurable(made.directory);
  });
  afterEach(() => {
    made.collector.clear();
    made.service.hurry = false;
    made.onRequest = async () => {};
  });
  afterAll(async () => {
    rmSync(made.directory, { recursive: true });
    upstream.close();
    await made.service.close();
    await made.collector.close();
  });
  return made;
}

/** The names of spans as a tree, but for those of the SDK's own calls and of initialisations. */
export function tree(spans: readonly CollectedSpan[]): string[] {
  const own = spans.filter(({ name }) => name !== 'init' && !name.startsWith('Lambda.'));
  const ids = new Set(own.map(({ spanId }) => spanId));
  const under = (parent: string | undefined, indent: string): string[] =>
    own
      .filter(({ parentSpanId }) => (ids.has(parentSpanId ?? '') ? parentSpanId : '') === parent)
      .sort((one, other) => Number(one.start - other.start))
      .flatMap((span) => [`${indent}${span.name}`, ...under(span.spanId, `${indent}  `)]);
  return under('', '');
}

/** The one span of that name. */
export function named(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const [found, ...others] = spans.filter((span) => span.name === name);
  if (!found || others.length > 0)
    throw new Error(`${others.length + (found ? 1 : 0)} spans are called ${name}`);
  return found;
}

export function expectOneOfEach(spans: readonly CollectedSpan[]): void {
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  const ids = spans.map(({ spanId }) => spanId);
  const repeated = spans.filter(({ spanId }, index) => ids.indexOf(spanId) !== index);
  expect(repeated.map(({ name }) => name)).toEqual([]);
}

/** Of the workflow `order`. */
export const orderTree: readonly string[] = [
  'orders',
  '  start orders',
  '  step price',
  '    attempt step price',
  '  wait cool-down',
  '  resume orders after timer',
  '  step pay',
  '    attempt step pay',
  '      card',
];
