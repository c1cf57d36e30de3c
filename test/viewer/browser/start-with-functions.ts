import type { TraceSummary } from '../../../src/viewer/store/trace-summary.ts';
import { startViewer } from '../server/start-viewer.ts';
import { runFunctions } from './real-functions.ts';

export type Viewer = Awaited<ReturnType<typeof startViewer>>;

/** A viewer with what real functions sent, and a log record and metrics; and the trace that goes through a queue. */
export async function startWithFunctions(): Promise<[Viewer, TraceSummary]> {
  const viewer = await startViewer();
  await runFunctions(viewer.endpoint);
  await sendLogsAndMetrics(viewer);
  const hop = viewer.store.traces.summaries().find(({ services }) => services.length === 3);
  if (!hop) throw new Error('the trace through the queue is not there');
  return [viewer, hop];
}

/** A log record in the span that sends the message, and a metric with that trace as its exemplar. */
async function sendLogsAndMetrics(viewer: Viewer): Promise<void> {
  const sending = viewer.store.traces
    .summaries()
    .flatMap(({ traceId }) => viewer.store.traces.trace(traceId))
    .find(({ kind }) => kind === 'producer');
  const time = String(sending?.start ?? 0n);
  const context = { traceId: sending?.traceId, spanId: sending?.spanId };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] };
  const record = {
    timeUnixNano: time,
    severityNumber: 13,
    body: { stringValue: 'sending late' },
  };
  const point = { timeUnixNano: time, asDouble: 2.5, exemplars: [context] };
  const send = (path: string, body: object) =>
    fetch(`${viewer.endpoint}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await send('logs', {
    resourceLogs: [{ resource, scopeLogs: [{ logRecords: [{ ...record, ...context }] }] }],
  });
  const begun = String(BigInt(time) - 2_000_000_000n);
  const metrics = [
    { name: 'orders.value', unit: 'EUR', gauge: { dataPoints: [point] } },
    {
      name: 'orders.count',
      unit: '{order}',
      sum: {
        isMonotonic: true,
        aggregationTemporality: 1,
        dataPoints: [{ timeUnixNano: time, startTimeUnixNano: begun, asInt: '8' }],
      },
    },
    {
      name: 'orders.size',
      histogram: {
        aggregationTemporality: 1,
        dataPoints: [
          {
            timeUnixNano: time,
            count: '4',
            sum: 9,
            explicitBounds: [1, 5],
            bucketCounts: ['1', '3', '0'],
          },
        ],
      },
    },
  ];
  await send('metrics', { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}
