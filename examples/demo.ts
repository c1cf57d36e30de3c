/**
 * Runs the functions in `orders/` on AWS's own runtime client, frozen between invocations as on Lambda, and one of
 * `gcp/` on Google's Functions Framework, and shows what arrives at an OpenTelemetry collector. Exits with 1 where a span was lost or a trace broke off.
 * A back end of one's own gets a copy: `--endpoint <url>`, or OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { startCollector } from '../harness/collector/collector.ts';
import { type Copies, startTee, type Tee } from '../harness/collector/tee.ts';
import { type ServingProcess, startServing } from '../harness/gcp/serving-process.ts';
import { type Invocation, type LambdaFunction, startFunction } from '../harness/lambda/index.ts';
import { startQueue } from '../harness/queue/queue.ts';
import { headers } from '../src/config/key-values.ts';
import type { CollectedLog } from '../src/viewer/otlp/collected-log.ts';
import type { CollectedPoint } from '../src/viewer/otlp/collected-metric.ts';
import type { CollectedSpan } from '../src/viewer/otlp/collected-span.ts';
import { startServers } from '../src/viewer/server/start-servers.ts';
import { defaultRetention } from '../src/viewer/store/retention.ts';
import type { Batch } from '../src/viewer/store/telemetry.ts';
import { createTelemetryStore, type TelemetryStore } from '../src/viewer/store/telemetry-store.ts';
import { formatDuration } from '../src/viewer/terminal/format-duration.ts';
import { renderTrace } from '../src/viewer/terminal/render-trace.ts';
import { terminalOptions } from '../src/viewer/terminal/terminal-options.ts';
import { createOrderEvent, exportOrdersEvent, getOrderEvent } from './orders/events.ts';

/** One call, and how many spans it must leave: the root, `init` on a cold start, and the function's own. */
interface Call {
  readonly title: string;
  readonly event: unknown;
  readonly spans: number;
}

const createOrder = createOrderEvent(
  { sku: 'ice-tray', quantity: 2 },
  { sku: 'scraper', quantity: 1 },
);
const soldOut = createOrderEvent({ sku: 'snow-globe', quantity: 1 });

const coldCall = {
  title: 'cold start: get an order, for a caller with a trace',
  event: getOrderEvent('order-1'),
  spans: 3,
};
const failingCall = { title: 'failing: order what is out of stock', event: soldOut, spans: 2 };
const exportCall = { title: 'streaming: export all orders', event: exportOrdersEvent(), spans: 3 };
const warmCall = { title: 'warm: create an order', event: createOrder, spans: 4 };
/** Two of them are the Google Cloud function's. */
const workerSpans = 7;

const collectorLatencyMs = 10;
const comparedCalls = 100;
/** Each span comes once and in time, however busy the machine is: usually a flush has a second. */
const patience = { ANTIFREEZE_FLUSH_TIMEOUT: '5000' };
/** One of many. */
const shownMetric = 'faas.invoke_duration';
/** Roughly. */
const bytesOfSpan = 500;

const screen = terminalOptions(process.stdout);
const { values: given } = parseArgs({
  options: { view: { type: 'boolean' }, endpoint: { type: 'string' } },
});
/** With `--view`, all traces are on the viewer's page, too. */
const viewed = given.view ? createTelemetryStore(defaultRetention) : undefined;
const collector = await startCollector();
const own = ownBackEnd();
const tee = own && (await startTee(collector.url, own));
const endpoint = tee ? tee.url : collector.url;
const queue = await startQueue('packing');
const tally = { invocations: 0, expected: 0, received: 0 };
const functions: LambdaFunction[] = [];
let labels: ServingProcess | undefined;
try {
  collector.behave({ delayMs: collectorLatencyMs });
  say(
    `A small order API on AWS's Lambda runtime client, frozen after each invocation, and a function`,
  );
  say(
    `on Google's Functions Framework, with a collector that takes ${collectorLatencyMs} ms to answer.`,
  );

  const api = await start('orders', 'index.handler');
  await show(api, coldCall);
  await showHop(api);
  await show(api, failingCall);
  await show(await start('orders-export', 'index.exportOrders'), exportCall);
  const latency = await compareWithBare(api);

  summarise(latency);
  if (tee) await sayCopies(tee, own);
  if (viewed) await view(viewed);
  if (tally.received !== tally.expected) process.exitCode = 1;
} finally {
  for (const each of functions) await each.close();
  await labels?.stop();
  await queue.close();
  await tee?.close();
  await collector.close();
}

async function start(
  functionName: string,
  handler: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<LambdaFunction> {
  const started = await startFunction({
    directory: join(import.meta.dirname, 'orders'),
    handler,
    functionName,
    timeoutMs: 10_000,
    environment: {
      ...patience,
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      AWS_ENDPOINT_URL_SQS: queue.endpoint,
      PACKING_QUEUE_URL: queue.url,
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      ANTIFREEZE_CAPTURE_CONSOLE: 'true',
      ...environment,
    },
  });
  functions.push(started);
  if (started.initError) throw new Error(`${handler}: ${started.initError.errorMessage}`);
  return started;
}

async function show(target: LambdaFunction, call: Call): Promise<void> {
  const { invocation, ...received } = await invoke(target, call);
  sayTrace(call, invocation, received);
}

/** A base URL, as OTEL_EXPORTER_OTLP_ENDPOINT has it. */
function ownBackEnd(): Copies | undefined {
  const url = given.endpoint ?? process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const variable = 'OTEL_EXPORTER_OTLP_HEADERS';
  const { value } = headers(process.env[variable] ?? '', variable);
  return url ? { url: url.replace(/\/$/, ''), headers: value ?? {} } : undefined;
}

async function sayCopies(copying: Tee, { url }: Copies): Promise<void> {
  const refusals = await copying.refusals();
  sayFigure('refused copies', `${refusals.length}`, `by ${url}`);
  for (const line of new Set(refusals)) say(`✖ ${line}`);
  if (refusals.length > 0) process.exitCode = 1;
}

/** Shows on a page what was sent, until it is interrupted. */
async function view(store: TelemetryStore): Promise<void> {
  const parts = {
    store,
    take: (_received: unknown, batch: Batch) => store.add(batch, batch.items.length * bytesOfSpan),
    clear: () => store.clear(),
  };
  const { pageUrl, close } = await startServers(parts, {
    host: '127.0.0.1',
    port: 0,
    uiPort: 8318,
    pageFolder: new URL('../dist/viewer/', import.meta.url),
  });
  say('', `See these traces at ${paint('bold', pageUrl ?? '')}. Ctrl-C ends it.`);
  await once(process, 'SIGINT');
  await close();
}

/** Starts the function on Google Cloud that the worker calls. */
async function startLabels(): Promise<ServingProcess> {
  return await startServing({
    args: [
      join(
        import.meta.dirname,
        '../node_modules/@google-cloud/functions-framework/build/src/main.js',
      ),
    ],
    directory: join(import.meta.dirname, 'gcp'),
    ready: 'URL:',
    environment: {
      ...patience,
      FUNCTION_SOURCE: join(import.meta.dirname, 'gcp/index.mjs'),
      FUNCTION_TARGET: 'labels',
      K_SERVICE: 'labels',
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    },
  });
}

/** Delivers what the API sends to a worker that is started for it, as Lambda does, and shows both as one. */
async function showHop(api: LambdaFunction): Promise<void> {
  labels = await startLabels();
  const sent = await invoke(api, warmCall);
  const event = queue.takeEvent();
  const worker = await start('packing', 'worker.handler', {
    LABELS_URL: `http://127.0.0.1:${labels.port}/`,
  });
  const packed = await invoke(worker, { title: '', event, spans: workerSpans });

  const title = `${warmCall.title}, which a queue takes to a worker, which calls Google Cloud`;
  const spans = [...sent.spans, ...packed.spans];
  sayTrace({ title, spans: warmCall.spans + workerSpans }, sent.invocation, { ...sent, spans });
}

/** What has come of one call. */
interface Received {
  readonly spans: readonly CollectedSpan[];
  readonly logs: readonly CollectedLog[];
  readonly points: readonly CollectedPoint[];
}

function sayTrace(
  { title, spans: expected }: Pick<Call, 'title' | 'spans'>,
  invocation: Invocation,
  { spans, logs, points }: Received,
): void {
  say('', `${paint('bold', title)}  ${paint('dim', answerOf(invocation))}`);
  say(renderTrace(spans, screen));
  for (const { severityText, body, traceId } of logs)
    if (traceId === spans[0]?.traceId) say(`${severityText} ${body}`);
  for (const { metric, value, unit, exemplarTraceId } of points)
    if (metric === shownMetric && exemplarTraceId === spans[0]?.traceId)
      say(`${metric} ${value.toFixed(3)} ${unit}`);
  if (spans.length !== expected) say(`✖ ${spans.length} of ${expected} spans came in time`);
  if (spans.some(({ traceId }) => traceId !== spans[0]?.traceId)) {
    say('✖ these spans are not of one trace');
    process.exitCode = 1;
  }
}

/** Invokes the function and takes what the collector has when the environment is frozen: what comes later is lost. */
async function invoke(target: LambdaFunction, call: Call) {
  collector.clear();
  const invocation = await target.invoke(call.event);
  await target.frozen();
  const spans = collector.spans();
  tally.invocations += 1;
  tally.expected += call.spans;
  tally.received += spans.length;
  const logs = collector.logs();
  const points = collector.points();
  viewed?.add({ signal: 'traces', items: spans }, spans.length * bytesOfSpan);
  viewed?.add({ signal: 'logs', items: logs }, logs.length * bytesOfSpan);
  viewed?.add({ signal: 'metrics', items: points }, points.length * bytesOfSpan);
  return { invocation, spans, logs, points };
}

function answerOf({ status, payload, errorType, mode, times }: Invocation): string {
  const answer = status === 'response' ? statusCodeOf(payload) : (errorType ?? status);
  const streamed = mode === 'streaming' ? ', streamed' : '';
  return `${answer} in ${milliseconds(times.responseMs)}${streamed}`;
}

function statusCodeOf(payload: string): string {
  return /"statusCode":(\d+)/.exec(payload)?.[1] ?? '';
}

/** Medians of the time to the whole response, in milliseconds; by turns, so that the machine's moods hit both alike. */
async function compareWithBare(traced: LambdaFunction): Promise<{ bare: number; traced: number }> {
  const bare = await start('orders-bare', 'orders-api.ordersApi');
  const times: { bare: number[]; traced: number[] } = { bare: [], traced: [] };
  for (let n = 0; n < comparedCalls; n += 1) {
    times.bare.push((await bare.invoke(createOrder)).times.responseMs);
    await bare.frozen();
    times.traced.push((await invoke(traced, warmCall)).invocation.times.responseMs);
  }
  return { bare: median(times.bare), traced: median(times.traced) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function summarise({ bare, traced }: { bare: number; traced: number }): void {
  const { invocations, expected, received } = tally;
  const shown = invocations - comparedCalls;
  const added = `${traced < bare ? '' : '+'}${milliseconds(traced - bare)}`;
  const times = `${milliseconds(traced)} against ${milliseconds(bare)} bare`;

  say('', paint('bold', 'Summary'));
  sayFigure('invocations', `${invocations}`, `${shown} above, ${comparedCalls} to compare`);
  sayFigure('spans received', `${received}`, `of ${expected} made, before the freeze`);
  sayFigure('spans lost', `${expected - received}`);
  sayFigure('added latency', added, `${times}, medians of ${comparedCalls} warm calls`);
}

function sayFigure(name: string, value: string, note = ''): void {
  say(`  ${name.padEnd(16)}${paint('bold', value.padStart(8))}   ${paint('dim', note)}`.trimEnd());
}

function milliseconds(value: number): string {
  return formatDuration(value * 1e6);
}

function paint(style: 'bold' | 'dim', text: string): string {
  return screen.colour ? styleText(style, text, { validateStream: false }) : text;
}

function say(...lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}
