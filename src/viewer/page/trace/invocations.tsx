import type { CollectedAttributes } from '../../otlp/fields.ts';
import { isInterrupted } from '../../store/trace-summary.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import { formatMs, hueOf } from '../data/format.ts';
import { valueText } from './attribute-groups.ts';
import type { Trace, TraceRow } from './trace-model.ts';
import type { TraceState } from './trace-state.ts';

/** What only functions have, a card for each invocation of the trace. */
export function Invocations({ state }: { readonly state: TraceState }) {
  const rows = invocationsOf(state.trace.value).slice(0, 30);
  if (rows.length === 0) return null;
  return (
    <ul class="invocations" aria-label="Invocations">
      {rows.map((row) => (
        <li key={row.key}>
          <button
            type="button"
            class={row.failed ? 'failed' : undefined}
            onClick={() => {
              state.select(row.key);
              state.detail.value = true;
            }}
          >
            <span class={`dot ${hueOf(row.service)}`} />
            <strong>{row.service}</strong>
            {factsOf(row, state.about.value?.received[row.key]).map(([text, style]) => (
              <span key={text} class={`tag ${style}`}>
                {text}
              </span>
            ))}
          </button>
        </li>
      ))}
    </ul>
  );
}

function invocationsOf({ rows }: Trace): TraceRow[] {
  return rows.filter(
    ({ span }) =>
      span !== undefined &&
      ('faas.invocation_id' in span.attributes || 'faas.coldstart' in span.attributes),
  );
}

type Fact = readonly [text: string, style: string];

function factsOf(row: TraceRow, receivedAt: number | undefined): Fact[] {
  const attributes: CollectedAttributes = row.span?.attributes ?? {};
  const resource: CollectedAttributes = row.span?.resource ?? {};
  const init = row.children.find(({ name }) => name === 'init');
  const told = (name: string, say: (value: string) => string, style = ''): Fact[] =>
    attributes[name] === undefined ? [] : [[say(valueText(attributes[name])), style]];
  return [
    ...(init ? [[`cold start ${formatDuration(init.duration)}`, 'cold'] as const] : []),
    ...(!init && attributes['faas.coldstart'] === true ? [['cold start', 'cold'] as const] : []),
    ...(row.span && isInterrupted(row.span) ? [[interruption(row), 'bad'] as const] : []),
    ...told('antifreeze.event.age_ms', (age) => `event ${formatMs(Number(age))} old`),
    ...told('messaging.batch.message_count', (count) => `batch of ${count}`),
    ...told('antifreeze.batch.record_count', (count) => `batch of ${count}`),
    ...told('antifreeze.batch.failed_count', (count) => `${count} failed`, 'bad').filter(
      ([text]) => !text.startsWith('0 '),
    ),
    ...attempts(row),
    ...memoryOf(attributes, resource),
    ...told('antifreeze.time_left_ms', (left) => `${formatMs(Number(left))} left`),
    ...flushOf(row, receivedAt),
    ...environmentOf(resource['faas.instance'] ?? resource['service.instance.id']),
  ];
}

function interruption({ span }: TraceRow): string {
  return span?.attributes['error.type'] === 'timeout' ? 'timed out' : 'killed';
}

function attempts({ span, children }: TraceRow): Fact[] {
  const counts = [span, ...children.map((child) => child.span)].flatMap((each) => [
    Number(each?.attributes['antifreeze.message.delivery_count'] ?? 1),
    Number(each?.attributes['messaging.gcp_pubsub.message.delivery_attempt'] ?? 1),
    Number(each?.attributes['aws.step_functions.state.retry_count'] ?? 0) + 1,
  ]);
  const most = Math.max(...counts);
  return most > 1 ? [[`attempt ${most}`, 'warn']] : [];
}

/** What it used of what it has; above nine tenths the next invocation may not fit. */
function memoryOf(attributes: CollectedAttributes, resource: CollectedAttributes): Fact[] {
  const limit = Number(resource['faas.max_memory'] ?? 0);
  const used = Number(attributes['antifreeze.memory.rss'] ?? 0);
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  if (limit === 0) return used === 0 ? [] : [[`${megabytes(used)} MB used`, '']];
  if (used === 0) return [[`${megabytes(limit)} MB`, '']];
  const style = used > limit * 0.9 ? 'warn' : '';
  return [[`${megabytes(used)} of ${megabytes(limit)} MB`, style]];
}

/** How long after its end it was here: the flush, as far as the clocks agree. */
function flushOf({ span }: TraceRow, receivedAt: number | undefined): Fact[] {
  const took = receivedAt === undefined || !span ? -1 : receivedAt - Number(span.end) / 1e6;
  return took < 0 ? [] : [[`received ${formatMs(took)} after its end`, '']];
}

function environmentOf(instance: unknown): Fact[] {
  return instance === undefined ? [] : [[`environment ${String(instance).slice(-6)}`, '']];
}
