import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { LogsConfig } from '../../config/config.ts';
import { encodeLogRecord, logsRequest, withLogAttributes } from '../../otlp/encode-log-record.ts';
import { guard } from '../../support/guard.ts';
import { uniqueName } from '../../support/unique-name.ts';
import { signalOutlet } from '../signal-outlet.ts';
import type { SignalParts, SignalSdk } from '../signal-sdk.ts';

/** On a record: how many others were dropped before it was sent. */
const droppedRecords = 'antifreeze.dropped_log_records';

/** What becomes of the records that are made. */
export interface LogsWay extends SignalSdk {
  readonly processor: LogRecordProcessor;
}

/** Sends records over OTLP, with the flushes, and where it is wanted also in between. */
export function exportLogs(logs: LogsConfig, parts: SignalParts): LogsWay {
  const { otlp, maxQueueSize, maxExportBatchSize, scheduleDelay, exportTimeout } = logs;
  const outlet = signalOutlet(
    {
      signal: 'logs',
      schema: logsRequest,
      withDropped: (bytes, dropped) => withLogAttributes(bytes, { [droppedRecords]: dropped }),
    },
    { otlp, maxQueueSize, maxExportBatchSize, longestFlush: exportTimeout },
    parts,
  );
  const prefix = uniqueName();
  let made = 0;
  let timer: NodeJS.Timeout | undefined;

  function add(record: ReadableLogRecord): void {
    const { resource, instrumentationScope } = record;
    const id = `${prefix}-${made++}`;
    outlet.add({ id, bytes: encoded(record), resource, instrumentationScope, dropped: 0 });
    if (scheduleDelay === undefined) return;
    timer ??= setTimeout(flushAll, scheduleDelay).unref?.();
  }

  async function flushAll(): Promise<void> {
    await outlet.flush(Number.POSITIVE_INFINITY);
  }

  return {
    processor: {
      onEmit: (record) => void guard('keeping a log record', () => add(record)),
      forceFlush: flushAll,
      shutdown: flushAll,
    },
    flush(deadline) {
      clearTimeout(timer);
      timer = undefined;
      return outlet.flush(deadline);
    },
    close: outlet.close,
  };
}

/** A body or an attribute may be anything, also what can't be encoded, such as a circle. */
function encoded(record: ReadableLogRecord): Uint8Array {
  try {
    return encodeLogRecord(record);
  } catch {
    const { inspect } = process.getBuiltinModule('node:util');
    const { hrTime, hrTimeObserved, severityNumber, severityText, spanContext } = record;
    return encodeLogRecord({
      ...record,
      ...{ hrTime, hrTimeObserved, severityNumber, severityText, spanContext },
      body: inspect(record.body),
      attributes: {},
      droppedAttributesCount: Object.keys(record.attributes).length,
    } as ReadableLogRecord);
  }
}
