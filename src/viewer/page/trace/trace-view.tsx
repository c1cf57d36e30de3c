import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { readSpans } from '../../otlp/collected-span.ts';
import type { AboutTrace } from '../../store/about-trace.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import { formatCount, formatDate } from '../data/format.ts';
import { onChanges, revision } from '../data/live.ts';
import { useData } from '../data/use-data.ts';
import { navigate, query } from '../shell/router.ts';
import { CopyButton } from './copy-button.tsx';
import { Invocations } from './invocations.tsx';
import { Minimap } from './minimap.tsx';
import { SpanDetail } from './span-detail.tsx';
import { textTree } from './text-tree.ts';
import { buildTrace, type Trace } from './trace-model.ts';
import { createTraceState, type TraceState } from './trace-state.ts';
import { TraceToolbar } from './trace-toolbar.tsx';
import { useTraceKeys } from './use-trace-keys.ts';
import { Waterfall } from './waterfall.tsx';

/** One trace, which grows while spans come. */
export function TraceView({ traceId }: { readonly traceId: string }) {
  const traceRevision = useTraceRevision(traceId);
  // Much of a large trace is attributes, which can come when there is something to look at.
  const brief = useData<object>(`/api/traces/${traceId}?brief`, 0);
  const isShown = brief.data !== undefined || brief.error !== '';
  const full = useData<object>(isShown ? `/api/traces/${traceId}` : undefined, traceRevision);
  const data = full.data ?? brief.data;
  const { error } = full;
  // Links to it are in other traces.
  const about = useData<AboutTrace>(`/api/traces/${traceId}/about`, revision.value);
  const trace = useMemo(() => readTrace(data), [data]);
  if (error) return <p class="notice">{error}</p>;
  return trace ? <LoadedTrace trace={trace} about={about.data} /> : null;
}

/** Counts what came to one trace. */
function useTraceRevision(traceId: string): number {
  const [revision, setRevision] = useState(0);
  useEffect(
    () =>
      onChanges(({ traceIds }) => {
        if (traceIds.includes(traceId)) setRevision((before) => before + 1);
      }),
    [traceId],
  );
  return revision;
}

function readTrace(data: object | undefined): Trace | undefined {
  const spans = data ? readSpans(data) : [];
  return spans.length > 0 ? buildTrace(spans) : undefined;
}

function LoadedTrace({
  trace,
  about,
}: {
  readonly trace: Trace;
  readonly about: AboutTrace | undefined;
}) {
  const state = useMemo(() => {
    const created = createTraceState(trace);
    const linked = query().get('span') ?? '';
    created.select(linked);
    created.detail.value = linked !== '';
    return created;
  }, []);
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    state.trace.value = trace;
    state.about.value = about;
  }, [trace, about]);
  useTraceKeys(state, () => search.current?.focus());
  document.title = `${trace.roots[0]?.name ?? 'Trace'} · antifreeze`;
  return (
    <div class={state.detail.value ? 'trace-page with-detail' : 'trace-page'}>
      <div class="trace-main">
        <Head state={state} />
        <Invocations state={state} />
        <TraceToolbar state={state} search={search} />
        <Minimap state={state} />
        <Waterfall state={state} />
      </div>
      <SpanDetail state={state} />
    </div>
  );
}

function Head({ state }: { readonly state: TraceState }) {
  const { traceId, roots, rows, start, duration, services } = state.trace.value;
  const root = roots.find(({ name, kind }) => name !== 'init' && kind !== 'wait') ?? roots[0];
  const spans = rows.filter(({ span }) => span !== undefined).length;
  return (
    <div class="trace-head">
      <div>
        <h1>{root?.name}</h1>
        <p class="dim">
          {formatDate(start)} · <strong>{formatDuration(duration)}</strong> ·{' '}
          {formatCount(spans, 'span')} · {services.join(', ')} · <code>{traceId}</code>
        </p>
      </div>
      <div class="actions">
        <CopyButton
          label="Copy as text"
          text={() => textTree(state.rows.value.map(({ row }) => row))}
        />
        <CopyButton
          label="Copy as JSON"
          text={async () => await (await fetch(`/api/traces/${traceId}`)).text()}
        />
        <a class="button" href={`/api/traces/${traceId}`} download={`trace-${traceId}.json`}>
          Export
        </a>
        <button type="button" onClick={() => navigate(`/?compare=${traceId}`)}>
          Compare
        </button>
      </div>
    </div>
  );
}
