import {
  attributesOf,
  type CollectedAttributes,
  type CollectedValue,
  count,
  id,
  type Json,
  list,
  nanoseconds,
  object,
  readValue,
  text,
} from './fields.ts';

/** One log record as it was received. */
export interface CollectedLog {
  /** Nanoseconds since the epoch: when it happened, or else when it was observed. */
  readonly time: bigint;
  /** 1 to 24: a multiple of four above trace, debug, info, warn, error, fatal. 0 for none. */
  readonly severity: number;
  readonly severityText: string;
  readonly body: CollectedValue;
  readonly eventName: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly attributes: CollectedAttributes;
  readonly resource: CollectedAttributes;
  readonly scope: string;
}

/** The records of an `ExportLogsServiceRequest`. Throws where an id or a time is malformed. */
export function readLogs(request: unknown): CollectedLog[] {
  return list(request, 'resourceLogs').flatMap((group) => {
    const resource = attributesOf(object(group, 'resource'));
    return list(group, 'scopeLogs').flatMap((scoped) => {
      const scope = text(object(scoped, 'scope'), 'name');
      return list(scoped, 'logRecords').map((record) => readRecord(record, resource, scope));
    });
  });
}

function readRecord(record: Json, resource: CollectedAttributes, scope: string): CollectedLog {
  return {
    time: nanoseconds(record, 'timeUnixNano') || nanoseconds(record, 'observedTimeUnixNano'),
    severity: count(record, 'severityNumber'),
    severityText: text(record, 'severityText'),
    body: readValue(object(record, 'body')),
    eventName: text(record, 'eventName'),
    traceId: optionalId(record, 'traceId', 16),
    spanId: optionalId(record, 'spanId', 8),
    attributes: attributesOf(record),
    resource,
    scope,
  };
}

/** Records outside any span have empty ids, or by some SDKs ids of zeros. */
function optionalId(record: Json, name: string, bytes: number): string | undefined {
  return /[^0]/.test(text(record, name)) ? id(record, name, bytes) : undefined;
}
