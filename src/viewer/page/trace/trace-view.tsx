import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type BriefSpans, readBriefSpans } from '../../otlp/brief-spans.ts';
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
  // Much of a large trace is attributes, which nothing here shows before one searches in them.
  const [searched, setSearched] = useState(false);
  const url = `/api/traces/${traceId}`;
  const brief = useData<BriefSpans>(searched ? undefined : `${url}?brief`, traceRevision);
  const full = useData<object>(searched ? url : undefined, traceRevision);
  const { error } = searched ? full : brief;
  // Links to it are in other traces.
  const about = useData<AboutTrace>(brief.data && `${url}/about`, revision.value);
  const trace = useMemo(() => readTrace(brief.data, full.data), [brief.data, full.data]);
  if (error) return <p class="notice">{error}</p>;
  if (!trace) return null;
  return <LoadedTrace trace={trace} about={about.data} onSearch={() => setSearched(true)} />;
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

function readTrace(brief?: BriefSpans, full?: object): Trace | undefined {
  if (full) return buildTrace(readSpans(full));
  return brief && buildTrace(readBriefSpans(brief));
}

function LoadedTrace({
  trace,
  about,
  onSearch,
}: {
  readonly trace: Trace;
  readonly about: AboutTrace | undefined;
  readonly onSearch: () => void;
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
  const { text } = state.look.value;
  useEffect(() => {
    if (text) onSearch();
  }, [text]);
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
