import { attributesOf, type CollectedAttributes, type Json, readValue } from '../../otlp/fields.ts';
import { formatTime } from '../data/format.ts';
import { revision } from '../data/live.ts';
import { useData } from '../data/use-data.ts';
import { valueText } from '../trace/attribute-groups.ts';

/** One record as the server tells it. */
export interface LogRecord {
  readonly time: number;
  readonly severity: number;
  readonly severityText: string;
  readonly body: Json;
  readonly eventName: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly attributes: readonly Json[];
  readonly service?: string;
}

/** The logs of one span. */
export function LogLines({
  traceId,
  spanId,
}: {
  readonly traceId: string;
  readonly spanId: string;
}) {
  const { data } = useData<{ records: LogRecord[] }>(`/api/logs?trace=${traceId}`, revision.value);
  const records = data?.records.filter((record) => record.spanId === spanId).reverse() ?? [];
  if (records.length === 0) return <p class="dim">None came.</p>;
  return (
    <ul class="logs">
      {records.map((record, index) => (
        <LogLine key={`${index}-${record.time}`} record={record} />
      ))}
    </ul>
  );
}

/** One record in a line, with its attributes below. */
export function LogLine({
  record,
  linksTrace = false,
}: {
  readonly record: LogRecord;
  readonly linksTrace?: boolean;
}) {
  const attributes: CollectedAttributes = attributesOf({ attributes: record.attributes });
  const level = levelOf(record);
  return (
    <li class={`log ${level}`}>
      <span class="time">{formatTime(record.time)}</span>
      <span class="level">{record.severityText || level}</span>
      {linksTrace && <span class="service">{record.service}</span>}
      <span class="body">
        <bdi>{valueText(readValue(record.body)).slice(0, 4000) || record.eventName}</bdi>{' '}
        {Object.entries(attributes).map(([name, value]) => (
          <span key={name} class="dim">
            {name}={valueText(value).slice(0, 300)}{' '}
          </span>
        ))}
      </span>
      {linksTrace && record.traceId && (
        <a href={`/traces/${record.traceId}${record.spanId ? `?span=${record.spanId}` : ''}`}>
          trace
        </a>
      )}
    </li>
  );
}

const levels = ['', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

function levelOf({ severity }: LogRecord): string {
  return levels[Math.ceil(severity / 4)] ?? '';
}
