import { useMemo } from 'preact/hooks';
import { type CollectedSpan, readSpans } from '../../otlp/collected-span.ts';
import type { CollectedAttributes } from '../../otlp/fields.ts';
import { toOtlpJson } from '../../otlp/otlp-json.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import { useData } from '../data/use-data.ts';
import { LogLines } from '../logs/log-lines.tsx';
import { ScrollBox } from '../shell/scroll-box.tsx';
import { groupAttributes, valueText } from './attribute-groups.ts';
import { CopyButton } from './copy-button.tsx';
import type { TraceRow } from './trace-model.ts';
import type { TraceState } from './trace-state.ts';

/** Everything about the selected span. */
export function SpanDetail({ state }: { readonly state: TraceState }) {
  const row = state.trace.value.byKey.get(state.selected.value);
  if (!row || !state.detail.value) return null;
  const { span } = row;
  return (
    <aside class="detail" aria-label="Selected span">
      <div class="detail-head">
        <h2>{cut(row.name)}</h2>
        <button
          type="button"
          class="quiet"
          aria-label="Close"
          onClick={() => {
            state.detail.value = false;
          }}
        >
          ✕
        </button>
      </div>
      <p class="dim">
        {[
          row.service,
          row.kind,
          formatDuration(row.duration),
          `at ${formatDuration(row.start)}`,
        ].join(' · ')}
      </p>
      {span ? <SpanBody key={row.key} state={state} row={row} brief={span} /> : <WaitBody />}
    </aside>
  );
}

function WaitBody() {
  return (
    <p>
      The time from the end of sending the message to the start of processing it: in the queue, and
      until the platform called the function. No span is open in it.
    </p>
  );
}

function SpanBody({
  state,
  row,
  brief,
}: {
  readonly state: TraceState;
  readonly row: TraceRow;
  readonly brief: CollectedSpan;
}) {
  const { data } = useData<object>(`/api/traces/${brief.traceId}/${brief.spanId}`, brief);
  const span = useMemo(() => readSpans(data)[0], [data]);
  if (!span) return null;
  return (
    <>
      <p class="actions">
        <CopyButton label="Copy as JSON" text={() => JSON.stringify(toOtlpJson([span]), null, 2)} />
        {row.children.length > 0 && (
          <button type="button" onClick={() => state.change({ focus: row.key })}>
            Focus
          </button>
        )}
      </p>
      {row.failed && <p class="error-box">{cut(span.status.message) || 'failed'}</p>}
      <Events span={span} />
      <Attributes attributes={span.attributes} />
      <Links state={state} span={span} />
      <section>
        <h3>Logs</h3>
        <LogLines traceId={span.traceId} spanId={span.spanId} />
      </section>
      <details>
        <summary>Resource and scope</summary>
        <Attributes attributes={span.resource} />
        <List
          entries={[
            ['scope', `${span.scope.name} ${span.scope.version}`],
            ['trace id', span.traceId],
            ['span id', span.spanId],
            ['parent span id', span.parentSpanId ?? 'none'],
            ['trace state', span.traceState],
            [
              'dropped',
              Object.entries(span.dropped)
                .map((entry) => entry.join(' '))
                .join(', '),
            ],
          ]}
        />
      </details>
    </>
  );
}

function Attributes({ attributes }: { readonly attributes: CollectedAttributes }) {
  return (
    <>
      {groupAttributes(attributes).map(({ title, entries }) => (
        <section key={title}>
          <h3>{title}</h3>
          <List entries={entries.map(([name, value]) => [name, valueText(value)])} />
        </section>
      ))}
    </>
  );
}

/** Nobody reads more, and no page shows megabytes in good time. */
const longest = 4000;

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function List({ entries }: { readonly entries: readonly (readonly [string, string])[] }) {
  return (
    <dl class="attributes">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{cut(value)}</bdi>
            {value.length > longest && <CopyButton label="Copy all" text={() => value} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Events({ span }: { readonly span: CollectedSpan }) {
  if (span.events.length === 0) return null;
  return (
    <section>
      <h3>Events</h3>
      {span.events.map((event, index) => {
        const { 'exception.stacktrace': stack, ...attributes } = event.attributes;
        return (
          <div
            key={`${index}-${event.name}`}
            class={event.name === 'exception' ? 'event bad' : 'event'}
          >
            <strong>{event.name}</strong>{' '}
            <span class="dim">after {formatDuration(event.time - span.start)}</span>
            <List
              entries={Object.entries(attributes).map(([name, value]) => [name, valueText(value)])}
            />
            {stack !== undefined && (
              <ScrollBox class="stack" label="Stack">
                <pre>{cut(valueText(stack))}</pre>
              </ScrollBox>
            )}
          </div>
        );
      })}
    </section>
  );
}

/** To where it links, and from where it is linked, as messages of a batch are. */
function Links({ state, span }: { readonly state: TraceState; readonly span: CollectedSpan }) {
  const { rows, byKey } = state.trace.value;
  const back = rows.filter((row) => row.span?.links.some(({ spanId }) => spanId === span.spanId));
  const linking = state.about.value?.linking.filter(({ to }) => to === span.spanId) ?? [];
  if (span.links.length + back.length + linking.length === 0) return null;
  return (
    <section>
      <h3>Links</h3>
      <ul class="links">
        {span.links.map((link) => (
          <li key={link.spanId}>
            {'→ '}
            {byKey.has(link.spanId) ? (
              <button type="button" onClick={() => state.select(link.spanId)}>
                {byKey.get(link.spanId)?.name}
              </button>
            ) : (
              <a href={`/traces/${link.traceId}?span=${link.spanId}`}>
                trace {link.traceId.slice(0, 8)}
              </a>
            )}
            <List
              entries={Object.entries(link.attributes).map(([name, value]) => [
                name,
                valueText(value),
              ])}
            />
          </li>
        ))}
        {back.map(({ key, name }) => (
          <li key={key}>
            {'← '}
            <button type="button" onClick={() => state.select(key)}>
              {name}
            </button>
          </li>
        ))}
        {linking.map(({ traceId, spanId, name, service }) => (
          <li key={traceId + spanId}>
            {'← '}
            <a href={`/traces/${traceId}?span=${spanId}`}>{name}</a>{' '}
            <span class="dim">
              {service}, trace {traceId.slice(0, 8)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
