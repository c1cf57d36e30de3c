import { useMemo } from 'preact/hooks';
import { type BriefSpans, readBriefSpans } from '../../otlp/brief-spans.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import { hueOf } from '../data/format.ts';
import { useData } from '../data/use-data.ts';
import { type ComparedPath, compareTraces } from './compare-traces.ts';
import { buildTrace, type Trace } from './trace-model.ts';

/** Two traces side by side: what is in one only, and what took longer. */
export function CompareView({ one, other }: { readonly one: string; readonly other: string }) {
  const first = useTrace(one);
  const second = useTrace(other);
  document.title = 'Compare · antifreeze';
  if (!first || !second) return <p class="notice">Both traces have to be here to be compared.</p>;
  const paths = compareTraces(first, second);
  return (
    <>
      <h1>Compare two traces</h1>
      <table class="compare">
        <thead>
          <tr>
            <th scope="col">Spans</th>
            <th scope="col" class="number">
              <a href={`/traces/${one}`}>{one.slice(0, 8)}</a>
            </th>
            <th scope="col" class="number">
              <a href={`/traces/${other}`}>{other.slice(0, 8)}</a>
            </th>
            <th scope="col" class="number">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {paths.map((path) => (
            <Line key={path.path} compared={path} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Line({ compared }: { readonly compared: ComparedPath }) {
  const { name, service, depth, counts, durations } = compared;
  const difference = durations[1] - durations[0];
  const [before, after] = counts;
  const isMissing = before === 0 || after === 0;
  const grew = before > 0 && after > 0 && difference > durations[0] * 0.2;
  return (
    <tr class={isMissing ? 'missing' : undefined}>
      <td style={{ paddingInlineStart: `${depth * 16 + 8}px` }}>
        <span class={`dot ${hueOf(service)}`} /> <strong>{name}</strong>{' '}
        <span class="dim">{service}</span>
      </td>
      {[0, 1].map((side) => (
        <td key={side} class="number">
          {cell(counts[side] ?? 0, durations[side] ?? 0)}
        </td>
      ))}
      <td class={grew ? 'number error-text' : 'number'}>
        {isMissing ? `only in the ${before ? 'first' : 'second'}` : signed(difference)}
      </td>
    </tr>
  );
}

function cell(count: number, duration: number): string {
  if (count === 0) return '–';
  return `${count > 1 ? `${count} × ` : ''}${formatDuration(Math.round(duration / count))}`;
}

function signed(difference: number): string {
  return `${difference > 0 ? '+' : ''}${formatDuration(difference)}`;
}

function useTrace(traceId: string): Trace | undefined {
  const { data } = useData<BriefSpans>(`/api/traces/${traceId}?brief`, 0);
  return useMemo(() => (data ? buildTrace(readBriefSpans(data)) : undefined), [data]);
}
