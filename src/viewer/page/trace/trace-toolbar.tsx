import type { RefObject } from 'preact';
import type { TraceRow } from './trace-model.ts';
import type { TraceState } from './trace-state.ts';

/** What finds and hides spans within a trace. */
export function TraceToolbar({
  state,
  search,
}: {
  readonly state: TraceState;
  readonly search: RefObject<HTMLInputElement | null>;
}) {
  const { look, matches, change } = state;
  const { text, matchesOnly, focus, minDuration } = look.value;
  const failed = state.trace.value.rows.filter((row) => row.failed).length;
  return (
    <search class="filters">
      <input
        ref={search}
        type="search"
        aria-label="Search in this trace"
        placeholder="Search in this trace  ( / )"
        value={text}
        onInput={(event) => change({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter')
            state.jump(event.shiftKey ? -1 : 1, ({ key }) => matches.value.has(key));
        }}
      />
      {text && (
        <>
          <span role="status">{matches.value.size} found</span>
          <button
            type="button"
            class="toggle"
            aria-pressed={matchesOnly}
            onClick={() => change({ matchesOnly: !matchesOnly })}
          >
            Matches only
          </button>
        </>
      )}
      {failed > 0 && (
        <button type="button" class="bad" onClick={() => state.jump(1, isFailed)}>
          {failed} failed: next
        </button>
      )}
      <HideMenu state={state} />
      <select
        aria-label="Shortest duration"
        value={String(minDuration)}
        onChange={(event) => change({ minDuration: Number(event.currentTarget.value) })}
      >
        <option value="0">Any duration</option>
        <option value="1000000">1 ms or longer</option>
        <option value="10000000">10 ms or longer</option>
        <option value="100000000">100 ms or longer</option>
      </select>
      {focus && (
        <button type="button" onClick={() => change({ focus: '' })}>
          Show the whole trace
        </button>
      )}
      {state.stretch.value && (
        <button
          type="button"
          onClick={() => {
            state.stretch.value = undefined;
          }}
        >
          Show all the time
        </button>
      )}
    </search>
  );
}

export function isFailed({ failed }: TraceRow): boolean {
  return failed;
}

function HideMenu({ state }: { readonly state: TraceState }) {
  const { look, trace, change } = state;
  const { hiddenKinds, hiddenServices } = look.value;
  const kinds = [...new Set(trace.value.rows.map(({ kind }) => kind))];
  const hidden = hiddenKinds.size + hiddenServices.size;
  return (
    <details class="menu">
      <summary>{hidden > 0 ? `Show (${hidden} hidden)` : 'Show'}</summary>
      <div>
        <Boxes
          title="Kinds"
          names={kinds}
          hidden={hiddenKinds}
          onChange={(names) => change({ hiddenKinds: names })}
        />
        <Boxes
          title="Services"
          names={trace.value.services}
          hidden={hiddenServices}
          onChange={(names) => change({ hiddenServices: names })}
        />
      </div>
    </details>
  );
}

function Boxes({
  title,
  names,
  hidden,
  onChange,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}) {
  return (
    <fieldset>
      <legend>{title}</legend>
      {names.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={!hidden.has(name)}
            onChange={() => onChange(hidden.symmetricDifference(new Set([name])))}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
