import { useRef } from 'preact/hooks';
import type { FoundTraces } from '../../store/find-traces.ts';
import { formatCount, formatMs } from '../data/format.ts';
import { revision } from '../data/live.ts';
import { useData } from '../data/use-data.ts';
import { useKeys } from '../shell/keys.ts';
import { query, setQuery } from '../shell/router.ts';
import { EmptyState } from './empty-state.tsx';
import { ImportButton } from './import-button.tsx';
import { ListFilters } from './list-filters.tsx';
import { Scatter } from './scatter.tsx';
import { TraceTable } from './trace-table.tsx';

interface Answer extends FoundTraces {
  readonly kept: { readonly traces: number; readonly spans: number; readonly bytes: number };
}

/** All traces that fit the filters, the newest first, with a plot of their durations. */
export function TraceList() {
  const search = useRef<HTMLInputElement>(null);
  const { data, error } = useData<Answer>(listUrl(), revision.value);
  useKeys({ '/': { does: 'searches', run: () => search.current?.focus() } });
  document.title = 'Traces · antifreeze';
  if (error) return <p class="notice">{error}</p>;
  if (!data) return null;
  if (data.kept.traces === 0) return <EmptyState />;
  const { traces, matching, services, kept } = data;
  const other = query().get('compare') ?? '';
  return (
    <>
      <h1 class="hidden">Traces</h1>
      {other && (
        <p class="notice" role="status">
          Choose the trace to compare with.{' '}
          <button type="button" onClick={() => setQuery({ compare: '' })}>
            Don't compare
          </button>
        </p>
      )}
      <ListFilters services={services} search={search} />
      {traces.length > 1 && <Scatter traces={traces} comparedWith={other} />}
      <div class="list-head">
        <span role="status">
          {matching === kept.traces
            ? formatCount(matching, 'trace')
            : `${matching.toLocaleString('en')} of ${formatCount(kept.traces, 'trace')}`}
          {traces.length > 0 && `, slowest ${formatMs(Math.max(...traces.map(durationOf)))}`}
        </span>
        <span class="dim">{formatCount(kept.spans, 'span')} kept</span>
        <ImportButton />
        <button type="button" onClick={clear}>
          Clear
        </button>
      </div>
      <TraceTable traces={traces} comparedWith={other} />
      {traces.length < matching && (
        <button
          type="button"
          class="more"
          onClick={() => setQuery({ limit: String(traces.length + 500) })}
        >
          Show more
        </button>
      )}
    </>
  );
}

function durationOf({ duration }: { readonly duration: number }): number {
  return duration;
}

/** The filters are in the address, so that it can be kept and passed on. */
function listUrl(): string {
  const parameters = query();
  const last = parameters.get('last');
  if (last === 'between') {
    setTime(parameters, 'since', parameters.get('from'));
    setTime(parameters, 'until', parameters.get('to'));
  }
  const minutes = Number(last);
  // To whole ten seconds, so that the address of what is asked changes no more often.
  if (minutes > 0)
    parameters.set('since', String(Math.floor(Date.now() / 1e4) * 1e4 - minutes * 60_000));
  return `/api/traces?${parameters}`;
}

/** From the time of this place, as somebody has written it. */
function setTime(parameters: URLSearchParams, name: string, text: string | null): void {
  const time = new Date(text ?? '').getTime();
  if (!Number.isNaN(time)) parameters.set(name, String(time));
}

function clear(): void {
  if (confirm('Forget all traces, logs and metrics?')) void fetch('/api/clear', { method: 'POST' });
}
