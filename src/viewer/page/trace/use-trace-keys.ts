import { useKeys } from '../shell/keys.ts';
import type { TraceRow } from './trace-model.ts';
import type { TraceState } from './trace-state.ts';
import { isFailed } from './trace-toolbar.tsx';

/** All that a trace can be read by without a mouse. */
export function useTraceKeys(state: TraceState, focusSearch: () => void): void {
  const selectedRow = () => state.trace.value.byKey.get(state.selected.value);
  const isMatch = ({ key }: TraceRow) => state.matches.value.has(key);
  const step = (by: number) => () => state.move(by);
  useKeys({
    '/': { does: 'searches in the trace', run: focusSearch },
    ArrowDown: { does: 'next row', run: step(1) },
    ArrowUp: { does: 'row before', run: step(-1) },
    j: { does: 'next row', run: step(1) },
    k: { does: 'row before', run: step(-1) },
    PageDown: { does: 'twenty rows on', run: step(20) },
    PageUp: { does: 'twenty rows back', run: step(-20) },
    Home: { does: 'first row', run: step(Number.NEGATIVE_INFINITY) },
    End: { does: 'last row', run: step(Number.POSITIVE_INFINITY) },
    ArrowLeft: { does: 'collapses, or goes to the parent', run: () => leave(state, selectedRow()) },
    ArrowRight: {
      does: 'expands, or goes to the first child',
      run: () => enter(state, selectedRow()),
    },
    Enter: {
      does: "shows or hides the span's details",
      run: () => {
        state.detail.value = !state.detail.value;
      },
    },
    n: { does: 'next match', run: () => state.jump(1, isMatch) },
    'Shift+n': { does: 'match before', run: () => state.jump(-1, isMatch) },
    m: {
      does: 'matches only',
      run: () => state.change({ matchesOnly: !state.look.value.matchesOnly }),
    },
    e: { does: 'next error', run: () => state.jump(1, isFailed) },
    'Shift+e': { does: 'error before', run: () => state.jump(-1, isFailed) },
    f: {
      does: 'shows the selected subtree only, or all again',
      run: () => state.change({ focus: state.look.value.focus ? '' : state.selected.value }),
    },
    c: { does: 'collapses all', run: () => state.change({ collapsed: allParents(state) }) },
    x: { does: 'expands all', run: () => state.change({ collapsed: new Set() }) },
    '+': { does: 'zooms in', run: () => state.zoom(0.5) },
    '-': { does: 'zooms out', run: () => state.zoom(2) },
    '0': {
      does: 'shows all the time',
      run: () => {
        state.stretch.value = undefined;
      },
    },
    '[': { does: 'moves back in time', run: () => state.pan(-0.25) },
    ']': { does: 'moves on in time', run: () => state.pan(0.25) },
    Escape: {
      does: 'closes details, leaves the subtree',
      run: () => {
        if (state.detail.value) state.detail.value = false;
        else state.change({ focus: '', matchesOnly: false });
      },
    },
  });
}

function leave(state: TraceState, row: TraceRow | undefined): void {
  if (!row) return;
  const isOpen = row.children.length > 0 && !state.look.value.collapsed.has(row.key);
  if (isOpen) state.toggleCollapsed(row.key);
  else if (row.parent) state.select(row.parent.key);
}

function enter(state: TraceState, row: TraceRow | undefined): void {
  const [child] = row?.children ?? [];
  if (!row || !child) return;
  if (state.look.value.collapsed.has(row.key)) state.toggleCollapsed(row.key);
  else state.select(child.key);
}

function allParents(state: TraceState): ReadonlySet<string> {
  const parents = state.trace.value.rows.filter(({ children }) => children.length > 0);
  return new Set(parents.map(({ key }) => key));
}
