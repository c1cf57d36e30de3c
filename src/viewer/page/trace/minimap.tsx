import { useEffect, useRef } from 'preact/hooks';
import { hueOf } from '../data/format.ts';
import { theme } from '../shell/theme.ts';
import type { TraceState } from './trace-state.ts';

const height = 56;
/** In place of a service's name. */
const failure = '\0failed';

/** The whole trace in small; what is dragged over is shown large. */
export function Minimap({ state }: { readonly state: TraceState }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dragged = useRef<number | undefined>(undefined);
  const { duration, rows } = state.trace.value;
  const { from, to } = state.shown.value;

  useEffect(() => {
    const element = canvas.current;
    if (element) draw(element, state);
  }, [rows, theme.value]);

  const timeAt = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    return Math.min(Math.max(0, (event.clientX - left) / width), 1) * duration;
  };
  return (
    <div
      class="minimap"
      aria-hidden="true"
      onPointerDown={(event) => {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        dragged.current = timeAt(event);
      }}
      onPointerMove={(event) => {
        if (dragged.current === undefined) return;
        const [a, b] = [dragged.current, timeAt(event)].sort((one, other) => one - other);
        if (a !== undefined && b !== undefined && b - a > duration / 500)
          state.stretch.value = { from: a, to: b };
      }}
      onPointerUp={() => {
        dragged.current = undefined;
      }}
      onDblClick={() => {
        state.stretch.value = undefined;
      }}
    >
      <canvas ref={canvas} height={height} />
      <span class="veil" style={{ left: 0, width: `${(from / duration) * 100}%` }} />
      <span class="veil" style={{ left: `${(to / duration) * 100}%`, right: 0 }} />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, state: TraceState): void {
  const { rows, duration } = state.trace.value;
  const scale = devicePixelRatio;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = height * scale;
  const context = canvas.getContext('2d');
  if (!context) return;
  const colours = new Map<string, string>();
  const line = canvas.height / Math.max(rows.length, 14);
  rows.forEach(({ start, duration: length, service, failed, kind }, index) => {
    const owner = failed ? failure : service;
    let colour = colours.get(owner);
    if (colour === undefined) {
      colour = colourOf(canvas, failed ? 'failed' : hueOf(service));
      colours.set(owner, colour);
    }
    context.fillStyle = colour;
    context.globalAlpha = kind === 'wait' ? 0.35 : 1;
    const width = Math.max(1, (length / duration) * canvas.width);
    context.fillRect(
      (start / duration) * canvas.width,
      index * line,
      width,
      Math.max(1, line * 0.7),
    );
  });
}

function colourOf(canvas: HTMLCanvasElement, name: string): string {
  const probe = document.createElement('span');
  probe.className = `bar-span ${name}`;
  canvas.parentElement?.append(probe);
  const { backgroundColor } = getComputedStyle(probe);
  probe.remove();
  return backgroundColor;
}
