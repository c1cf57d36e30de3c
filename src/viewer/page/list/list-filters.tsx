import type { RefObject } from 'preact';
import { query, setQuery } from '../shell/router.ts';
import { SearchBox } from '../shell/search-box.tsx';

/** What narrows the list of traces. */
export function ListFilters({
  services,
  search,
}: {
  readonly services: readonly string[];
  readonly search: RefObject<HTMLInputElement | null>;
}) {
  const filters = query();
  return (
    <search class="filters">
      <SearchBox box={search} label="Search names and attributes" hint=", or key=value  ( / )" />
      <select
        aria-label="Service"
        value={filters.get('service') ?? ''}
        onChange={(event) => setQuery({ service: event.currentTarget.value })}
      >
        <option value="">All services</option>
        {services.map((service) => (
          <option key={service} value={service}>
            {service}
          </option>
        ))}
      </select>
      <select
        aria-label="Duration"
        value={filters.get('min') ?? ''}
        onChange={(event) => setQuery({ min: event.currentTarget.value })}
      >
        <option value="">Any duration</option>
        {['10', '100', '1000', '10000'].map((ms) => (
          <option key={ms} value={ms}>
            {Number(ms) >= 1000 ? `${Number(ms) / 1000} s` : `${ms} ms`} or longer
          </option>
        ))}
      </select>
      <select
        aria-label="Time"
        value={filters.get('last') ?? ''}
        onChange={(event) => setQuery({ last: event.currentTarget.value })}
      >
        <option value="">Any time</option>
        <option value="1">Last minute</option>
        <option value="15">Last 15 minutes</option>
        <option value="60">Last hour</option>
        <option value="between">Between…</option>
      </select>
      {filters.get('last') === 'between' && (
        <>
          <TimeInput name="from" label="From" />
          <TimeInput name="to" label="To" />
        </>
      )}
      <Toggle name="errors" label="Errors" />
      <Toggle name="cold" label="Cold starts" />
    </search>
  );
}

function TimeInput({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <input
      type="datetime-local"
      step="1"
      aria-label={label}
      value={query().get(name) ?? ''}
      onInput={(event) => setQuery({ [name]: event.currentTarget.value })}
    />
  );
}

function Toggle({ name, label }: { readonly name: string; readonly label: string }) {
  const on = query().has(name);
  return (
    <button
      type="button"
      class="toggle"
      aria-pressed={on}
      onClick={() => setQuery({ [name]: on ? '' : '1' })}
    >
      {label}
    </button>
  );
}
