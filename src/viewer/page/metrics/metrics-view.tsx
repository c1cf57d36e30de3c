import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { attributesOf, type Json } from '../../otlp/fields.ts';
import type { MetricStream } from '../../store/metric-store.ts';
import { revision } from '../data/live.ts';
import { useData } from '../data/use-data.ts';
import { useModule } from '../data/use-module.ts';
import { EmptyView } from '../shell/empty-view.tsx';
import { query } from '../shell/router.ts';
import { SearchBox } from '../shell/search-box.tsx';
import { theme } from '../shell/theme.ts';
import { valueText } from '../trace/attribute-groups.ts';
import { Heatmap } from './heatmap.tsx';

type Stream = Omit<MetricStream, 'attributes'> & { readonly attributes: readonly Json[] };

/** So many plots are drawn at once; the search finds the others. */
const mostPlots = 40;

/** A plot for each metric of each service. */
export function MetricsView() {
  const { data, error } = useData<{ streams: Stream[] }>('/api/metrics', revision.value);
  document.title = 'Metrics · antifreeze';
  if (error) return <p class="notice">{error}</p>;
  if (!data) return null;
  if (data.streams.length === 0)
    return (
      <EmptyView title="No metrics yet">Metrics that come by OTLP are here as plots.</EmptyView>
    );
  const text = query().get('text')?.toLowerCase() ?? '';
  const found = data.streams.filter((stream) => titleOf(stream).toLowerCase().includes(text));
  return (
    <>
      <h1 class="hidden">Metrics</h1>
      <search class="filters">
        <SearchBox label="Search metrics" />
        <span role="status">
          {Math.min(found.length, mostPlots)} of {data.streams.length}
        </span>
      </search>
      <div class="plots">
        {found
          .sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1))
          .slice(0, mostPlots)
          .map((stream) => (
            <Plot key={titleOf(stream)} stream={stream} />
          ))}
      </div>
    </>
  );
}

function titleOf({ metric, service, attributes }: Stream): string {
  const named = Object.entries(attributesOf({ attributes }))
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');
  return `${metric} ${service} ${named}`;
}

function Plot({ stream }: { readonly stream: Stream }) {
  const last = stream.points.at(-1);
  const named = Object.entries(attributesOf({ attributes: stream.attributes }));
  const shown = valuesOf(stream).at(-1) ?? 0;
  const isHistogram = stream.bounds.length > 0;
  return (
    <figure class="plot">
      <figcaption>
        <strong>{stream.metric}</strong> <span class="dim">{stream.service}</span>
        <span class="value">
          {Number(shown.toPrecision(4))} {unitOf(stream)}
        </span>
        <br />
        {named.map(([name, value]) => (
          <span key={name} class="tag">
            {name}={valueText(value)}
          </span>
        ))}
        <span class="dim">
          {stream.description || stream.type}
          {isHistogram && ', 95th percentile'}{' '}
          {last?.exemplarTraceId && <a href={`/traces/${last.exemplarTraceId}`}>example</a>}
        </span>
      </figcaption>
      {isHistogram ? <Heatmap {...stream} /> : <Line stream={stream} />}
    </figure>
  );
}

function Line({ stream }: { readonly stream: Stream }) {
  const Plot = useModule(() => import('uplot'))?.default;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  useEffect(() => {
    const element = holder.current;
    if (!element || !Plot) return;
    plot.current = new Plot(optionsFor(element), dataOf(stream), element);
    return () => plot.current?.destroy();
  }, [Plot, theme.value]);
  useEffect(() => plot.current?.setData(dataOf(stream)));
  return <div ref={holder} role="img" aria-label={`${stream.metric} over time`} />;
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const { color } = getComputedStyle(element);
  const axis = {
    stroke: color,
    grid: { show: false },
    ticks: { show: false },
    font: '11px system-ui',
  };
  const line = { stroke: color, width: 1.5, fill: 'transparent', points: { size: 4 } };
  return {
    width: element.clientWidth,
    height: 130,
    legend: { show: false },
    axes: [axis, { ...axis, size: 56 }],
    series: [{}, line],
  };
}

function unitOf({ type, monotonic, unit }: Stream): string {
  return type === 'sum' && monotonic ? `${unit}/s` : unit;
}

function valuesOf({ points, type }: Stream): number[] {
  return points.map((point) => (type === 'histogram' ? point.p95 : undefined) ?? meanOf(point));
}

function meanOf({ value, count }: { readonly value: number; readonly count: number | undefined }) {
  return count ? value / count : value;
}

function dataOf(stream: Stream): uPlot.AlignedData {
  return [stream.points.map(({ time }) => time / 1000), valuesOf(stream)];
}
