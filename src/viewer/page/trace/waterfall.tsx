import { useEffect, useRef, useState } from 'preact/hooks';
import { formatDuration } from '../../terminal/format-duration.ts';
import { hueOf } from '../data/format.ts';
import type { TraceRow } from './trace-model.ts';
import type { TraceState } from './trace-state.ts';
import type { VisibleRow } from './visible-rows.ts';

const rowHeight = 26;
/** Rows drawn above and below what is to be seen, so that scrolling has something to show. */
const spare = 12;

/** All rows of a trace beside a time axis. Only those that are to be seen are in the document. */
export function Waterfall({ state }: { readonly state: TraceState }) {
  const holder = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const rows = state.rows.value;
  const selected = state.selected.value;

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  useEffect(() => {
    if (holder.current)
      revealRow(
        holder.current,
        rows.findIndex(({ row }) => row.key === selected),
      );
  }, [selected]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare);
  const last = Math.ceil((view.top + view.height) / rowHeight) + spare;
  return (
    <section class="waterfall" aria-label="Waterfall">
      <Axis state={state} />
      <div
        ref={holder}
        onWheel={(event) => zoomByWheel(event, state)}
        class="rows"
        role="tree"
        aria-label="Spans"
        tabIndex={0}
        aria-activedescendant={selected ? `row-${selected}` : undefined}
      >
        <div
          class="rows-all"
          role="presentation"
          style={{ height: `${rows.length * rowHeight}px` }}
        >
          {rows.slice(first, last).map((visible, index) => (
            <Row
              key={visible.row.key}
              state={state}
              visible={visible}
              top={(first + index) * rowHeight}
            />
          ))}
        </div>
        {rows.length === 0 && <p class="notice">Nothing is left of the trace by these filters.</p>}
      </div>
    </section>
  );
}

/** With Control or Command the wheel zooms at the pointer, with Shift it moves along; else it scrolls. */
function zoomByWheel(event: WheelEvent, state: TraceState): void {
  const track = (event.currentTarget as Element).querySelector('.track')?.getBoundingClientRect();
  // With Shift some systems turn the wheel's direction.
  const turned = event.deltaY || event.deltaX;
  if (!track || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  const share = Math.min(Math.max(0, (event.clientX - track.left) / track.width), 1);
  if (event.shiftKey) state.pan(turned / 1000);
  else state.zoomAt(Math.exp(turned / 500), share);
}

function revealRow(element: HTMLElement, index: number): void {
  if (index < 0) return;
  const top = index * rowHeight;
  const isAbove = top < element.scrollTop;
  const isBelow = top + rowHeight > element.scrollTop + element.clientHeight;
  if (isAbove || isBelow) element.scrollTop = Math.max(0, top - element.clientHeight / 2);
}

interface RowProps {
  readonly state: TraceState;
  readonly visible: VisibleRow;
  readonly top: number;
}

// A tree has keys of its own on the element with the focus; the mouse has what is below.
function Row({ state, visible: { row, left }, top }: RowProps) {
  const { key, children } = row;
  const isSelected = state.selected.value === key;
  const isCollapsed = state.look.value.collapsed.has(key);
  const isMatch = state.matches.value.has(key);
  const classes = ['row', isSelected && 'selected', isMatch && 'match', left > 0 && 'gap'];
  return (
    <div
      id={`row-${key}`}
      class={classes.filter(Boolean).join(' ')}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-selected={isSelected}
      aria-expanded={children.length > 0 ? !isCollapsed : undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        state.select(key);
        state.detail.value = true;
      }}
      onKeyDown={undefined}
    >
      <Label {...{ state, row, isCollapsed }} />
      <Bar state={state} row={row} />
    </div>
  );
}

function Label({
  state,
  row,
  isCollapsed,
}: {
  readonly state: TraceState;
  readonly row: TraceRow;
  readonly isCollapsed: boolean;
}) {
  const depth = row.depth - (state.trace.value.byKey.get(state.look.value.focus)?.depth ?? 0);
  const showsService = row.parent?.service !== row.service;
  return (
    <div class="label" style={{ paddingInlineStart: `${Math.min(depth, 24) * 14 + 6}px` }}>
      <span
        class={row.children.length > 0 ? 'twisty' : 'twisty none'}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          state.toggleCollapsed(row.key);
        }}
      >
        {isCollapsed ? '▸' : '▾'}
      </span>
      <span class={`dot ${hueOf(row.service)}`} />
      <span class="name" title={row.name}>
        {row.name}
      </span>
      {showsService && <span class="service">{row.service}</span>}
      {!showsService && isCall(row) && <span class="service">{row.kind}</span>}
      {isCollapsed && <span class="tag">{row.children.length}</span>}
      {row.failed && (
        <span class="mark" aria-hidden="true">
          ✖
        </span>
      )}
      <span class="hidden">{describe(row)}</span>
    </div>
  );
}

function Bar({ state, row }: { readonly state: TraceState; readonly row: TraceRow }) {
  const { from, to } = state.shown.value;
  const percent = (time: number) => ((time - from) / (to - from)) * 100;
  const left = percent(row.start);
  const right = percent(row.start + row.duration);
  const isOut = right < 0 || left > 100;
  const begin = Math.max(left, 0);
  const width = Math.max(Math.min(right, 100) - begin, 0);
  const { side, place } = timePlace(begin, begin + width);
  const classes = `bar-span ${hueOf(row.service)} kind-${row.kind}${row.failed ? ' failed' : ''}`;
  return (
    <div class="track" aria-hidden="true">
      {!isOut && <span class={classes} style={{ left: `${begin}%`, width: `${width}%` }} />}
      {row.span?.events.slice(0, 50).map((event, index) => {
        const at = percent(row.start + Number(event.time - (row.span?.start ?? 0n)));
        const isException = event.name === 'exception';
        return at < 0 || at > 100 ? null : (
          <span
            key={`${index}-${event.name}`}
            class={isException ? 'tick bad' : 'tick'}
            title={event.name}
            style={{ left: `${at}%` }}
          />
        );
      })}
      {isOut ? (
        <span class="off">{left > 100 ? '›' : '‹'}</span>
      ) : (
        <span class={`time ${side}`} style={place}>
          {formatDuration(row.duration)}
        </span>
      )}
    </div>
  );
}

/** Where the duration is written: on the side of the bar that has room for it, or else in the bar. */
function timePlace(begin: number, end: number) {
  if (end <= 82) return { side: 'after', place: { left: `${end}%` } };
  if (begin >= 18) return { side: 'before', place: { right: `${100 - begin}%` } };
  return { side: 'inside', place: { right: `${100 - end}%` } };
}

function Axis({ state }: { readonly state: TraceState }) {
  const { from, to } = state.shown.value;
  return (
    <div class="axis" aria-hidden="true">
      <div class="label">{`${state.rows.value.length.toLocaleString('en')} rows`}</div>
      <div class="track">
        {[0, 0.25, 0.5, 0.75].map((share) => (
          <span key={share} style={{ left: `${share * 100}%` }}>
            {share === 0 && from === 0
              ? '0'
              : formatDuration(Math.round(from + (to - from) * share))}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Other kinds are what one expects. */
function isCall({ kind }: TraceRow): boolean {
  return kind === 'client' || kind === 'producer';
}

/** What the bar shows to those who see it. */
function describe({ kind, duration, failed }: TraceRow): string {
  return `${kind}, ${formatDuration(duration)}${failed ? ', failed' : ''}`;
}
