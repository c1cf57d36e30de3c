import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Trace } from './trace-model.ts';
import type { Look } from './visible-rows.ts';

/** A stretch of time that is shown, in nanoseconds since the trace began. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Which time of a trace is shown: a stretch that was chosen, else that of the subtree that is looked at. */
export function createShownTime(
  trace: ReadonlySignal<Trace>,
  look: ReadonlySignal<Look>,
  selected: ReadonlySignal<string>,
) {
  const stretch = signal<Stretch | undefined>(undefined);
  const shown = computed<Stretch>(
    () => stretch.value ?? focusStretch(trace.value, look.value.focus),
  );
  return {
    stretch,
    shown,
    /** Shows a stretch that is `factor` times as long, about the middle of the selected row or of what is shown. */
    zoom(factor: number) {
      const { from, to } = shown.value;
      const row = trace.value.byKey.get(selected.value);
      const middle = row ? row.start + row.duration / 2 : (from + to) / 2;
      const length = (to - from) * factor;
      stretch.value = within(middle - length / 2, length, trace.value.duration);
    },
    /** The same, in which what is at `share` of the width stays there. */
    zoomAt(factor: number, share: number) {
      const { from, to } = shown.value;
      const length = (to - from) * factor;
      const fixed = from + (to - from) * share;
      stretch.value = within(fixed - length * share, length, trace.value.duration);
    },
    /** Moves along by a share of what is shown. */
    pan(share: number) {
      const { from, to } = shown.value;
      stretch.value = within(from + (to - from) * share, to - from, trace.value.duration);
    },
  };
}

function within(from: number, length: number, duration: number): Stretch | undefined {
  if (length >= duration) return undefined;
  const shortest = Math.max(length, 100);
  const start = Math.min(Math.max(0, from), duration - shortest);
  return { from: start, to: start + shortest };
}

function focusStretch({ byKey, duration }: Trace, key: string): Stretch {
  const row = byKey.get(key);
  return row
    ? { from: row.start, to: row.start + Math.max(row.duration, 100) }
    : { from: 0, to: duration };
}
