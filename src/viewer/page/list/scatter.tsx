import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { TraceSummary } from '../../store/trace-summary.ts';
import { formatMs } from '../data/format.ts';
import { useModule } from '../data/use-module.ts';
import { navigate } from '../shell/router.ts';
import { theme } from '../shell/theme.ts';
import { traceHref } from './trace-table.tsx';

/** Each trace as a point: when, and how long. A click opens it. */
export function Scatter({
  traces,
  comparedWith,
}: {
  readonly traces: readonly TraceSummary[];
  readonly comparedWith: string;
}) {
  const Plot = useModule(() => import('uplot'))?.default;
  const holder = useRef<HTMLDivElement>(null);
  const shown = useRef<{ plot: uPlot | undefined; traces: readonly TraceSummary[] }>({
    plot: undefined,
    traces,
  });
  const byStart = [...traces].sort((a, b) => a.start - b.start);
  shown.current.traces = byStart;

  useEffect(() => {
    const element = holder.current;
    if (!element || !Plot) return;
    const plot = new Plot(optionsFor(element), dataOf(shown.current.traces), element);
    shown.current.plot = plot;
    const resize = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: 120 }),
    );
    resize.observe(element);
    plot.over.addEventListener('click', () => {
      const trace = shown.current.traces[plot.cursor.idx ?? -1];
      if (trace) navigate(traceHref(trace.traceId, comparedWith));
    });
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [Plot, theme.value, comparedWith]);
  useEffect(() => shown.current.plot?.setData(dataOf(byStart)));

  return (
    <div
      ref={holder}
      class="scatter"
      role="img"
      aria-label={`Durations of ${traces.length} traces over time; the list below has the same`}
    />
  );
}

function dataOf(traces: readonly TraceSummary[]): uPlot.AlignedData {
  return [
    traces.map(({ start }) => start / 1000),
    traces.map(({ errors, duration }) => (errors > 0 ? null : duration)),
    traces.map(({ errors, duration }) => (errors > 0 ? duration : null)),
  ];
}

function optionsFor(element: HTMLElement): uPlot.Options {
  const colour = (name: string) => colourOf(element, name);
  const axis = {
    stroke: colour('--dim'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  };
  const points = (name: string): uPlot.Series => ({
    stroke: colour(name),
    paths: () => null,
    points: { show: true, size: 6, fill: colour(name), stroke: colour(name) },
  });
  return {
    width: element.clientWidth,
    height: 120,
    legend: { show: false },
    cursor: { y: false, points: { size: 10 }, drag: { x: false, y: false } },
    scales: { y: { distr: 3, log: 10 } },
    axes: [
      axis,
      { ...axis, grid: { show: false }, size: 64, values: (_plot, values) => values.map(labelOf) },
    ],
    series: [{}, points('--accent'), points('--bad')],
  };
}

function labelOf(value: number | null): string {
  return value === null ? '' : formatMs(value).replace(/\.0+ /, ' ');
}

/** A colour of the style sheet, as a canvas wants it: custom properties aren't resolved by themselves. */
function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
