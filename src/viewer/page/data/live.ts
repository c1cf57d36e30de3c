import { effect, signal } from '@preact/signals';

interface Change {
  readonly traceIds: readonly string[];
  readonly signals: readonly string[];
}

/** Whether the viewer's server is heard. */
export const connected = signal(false);

/** Whether the page stands still, so that one can read. */
export const paused = signal(false);

/** Counts what came, for those who have to ask anew. */
export const revision = signal(0);

const watchers = new Set<(change: Change) => void>();

/** Calls `onChange` with each change while the page isn't paused. Gives what ends that. */
export function onChanges(onChange: (change: Change) => void): () => void {
  watchers.add(onChange);
  return () => void watchers.delete(onChange);
}

/** Hears from the server what changes there; after a gap, everything may have. */
export function listen(): void {
  // What came during a pause is shown at its end.
  effect(() => {
    if (!paused.value) revision.value = revision.peek() + 1;
  });
  const source = new EventSource('/api/changes');
  source.onopen = () => {
    if (!connected.value) revision.value += 1;
    connected.value = true;
  };
  source.onerror = () => {
    connected.value = false;
  };
  source.onmessage = ({ data }) => {
    if (paused.value) return;
    const change = JSON.parse(data) as Change;
    revision.value += 1;
    for (const watcher of watchers) watcher(change);
  };
}
