import { useEffect, useRef } from 'preact/hooks';
import type { MetricStream } from '../../store/metric-store.ts';
import { theme } from '../shell/theme.ts';

type Histogram = Pick<MetricStream, 'bounds' | 'points' | 'metric'>;

/** How the values of a histogram spread over time: a column for each point, the darker the more values are in a bucket. */
export function Heatmap({ metric, bounds, points }: Histogram) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, points);
  }, [points, theme.value]);
  const [lowest, highest] = usedBuckets(points);
  return (
    <div class="heatmap">
      <span class="dim">
        {highest < bounds.length ? bounds[highest] : `above ${bounds.at(-1)}`}
      </span>
      <canvas ref={canvas} role="img" aria-label={`How values of ${metric} spread over time`} />
      <span class="dim">{lowest === 0 ? 0 : bounds[lowest - 1]}</span>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, points: Histogram['points']): void {
  canvas.width = canvas.clientWidth * devicePixelRatio;
  canvas.height = canvas.clientHeight * devicePixelRatio;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = getComputedStyle(canvas).color;
  const [lowest, highest] = usedBuckets(points);
  const most = Math.max(1, ...points.flatMap(({ counts }) => counts));
  const width = canvas.width / points.length;
  const height = canvas.height / (highest - lowest + 1);
  points.forEach(({ counts }, column) => {
    for (let bucket = lowest; bucket <= highest; bucket += 1) {
      const count = counts[bucket] ?? 0;
      // Few are still to be seen beside many.
      context.globalAlpha = count === 0 ? 0 : 0.2 + 0.8 * Math.sqrt(count / most);
      context.fillRect(column * width, (highest - bucket) * height, width + 0.5, height - 1);
    }
  });
}

/** The first and the last bucket with anything in it. */
function usedBuckets(points: Histogram['points']): [lowest: number, highest: number] {
  const used = points.flatMap(({ counts }) => counts.flatMap((count, at) => (count > 0 ? at : [])));
  return used.length === 0 ? [0, 0] : [Math.min(...used), Math.max(...used)];
}
