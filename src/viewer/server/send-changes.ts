import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TelemetryStore } from '../store/telemetry-store.ts';

/** A page can't do more with them than to ask anew. */
const mostIds = 2000;

/** Tells a page what changes, as server-sent events, for as long as it is open. */
export function sendChanges(
  request: IncomingMessage,
  response: ServerResponse,
  store: TelemetryStore,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 1000\n\n');
  const unwatch = store.watch(({ traceIds, signals }) => {
    // A page that doesn't read (a hidden tab) is told the next time.
    if (response.writableNeedDrain) return;
    const data = JSON.stringify({ traceIds: traceIds.slice(0, mostIds), signals });
    response.write(`data: ${data}\n\n`);
  });
  request.once('close', unwatch);
}
