import type { TraceSummary } from '../../store/trace-summary.ts';
import { formatDate, formatMs, formatTime, hueOf } from '../data/format.ts';

/** Where a click on a trace leads. */
export function traceHref(traceId: string, comparedWith: string): string {
  return comparedWith ? `/compare/${comparedWith}/${traceId}` : `/traces/${traceId}`;
}

/** One line a trace. */
export function TraceTable({
  traces,
  comparedWith,
}: {
  readonly traces: readonly TraceSummary[];
  readonly comparedWith: string;
}) {
  const longest = Math.max(1e-9, ...traces.map(({ duration }) => duration));
  return (
    <table class="traces">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Trace</th>
          <th scope="col" class="wide">
            Source
          </th>
          <th scope="col">Duration</th>
          <th scope="col" class="number wide">
            Spans
          </th>
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => (
          <Line key={trace.traceId} {...{ trace, comparedWith, longest }} />
        ))}
      </tbody>
    </table>
  );
}

function Line({
  trace,
  comparedWith,
  longest,
}: {
  readonly trace: TraceSummary;
  readonly comparedWith: string;
  readonly longest: number;
}) {
  const others = trace.services.filter((service) => service !== trace.service);
  return (
    <tr class={trace.errors > 0 ? 'failed' : undefined}>
      <td class="time" title={formatDate(trace.start)}>
        {formatTime(trace.start)}
      </td>
      <td class="trace">
        <a href={traceHref(trace.traceId, comparedWith)}>
          <span class={`dot ${hueOf(trace.service)}`} />
          <span class="service">{trace.service}</span>
          <strong>{trace.name || '(no name)'}</strong>
        </a>
        {trace.status !== undefined && <span class="tag">{trace.status}</span>}
        {trace.coldStart && <span class="tag cold">cold start</span>}
        {trace.interrupted && <span class="tag bad">interrupted</span>}
        {trace.errors > 0 && <span class="error-text">{trace.error || 'failed'}</span>}
        {others.length > 0 && <span class="dim">→ {others.join(', ')}</span>}
      </td>
      <td class="wide dim">{trace.source}</td>
      <td class="duration">
        <span>{formatMs(trace.duration)}</span>
        <meter aria-hidden="true" value={trace.duration / longest} />
      </td>
      <td class="number wide">{trace.spans.toLocaleString('en')}</td>
    </tr>
  );
}
