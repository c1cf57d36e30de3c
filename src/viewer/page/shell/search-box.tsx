import type { RefObject } from 'preact';
import { query, setQuery } from './router.ts';

/** Where words are written that narrow a view. */
export function SearchBox({
  label,
  hint = '',
  box,
}: {
  readonly label: string;
  /** What else can be written, shown while there is nothing. */
  readonly hint?: string;
  readonly box?: RefObject<HTMLInputElement | null>;
}) {
  return (
    <input
      {...(box && { ref: box })}
      type="search"
      aria-label={label}
      placeholder={label + hint}
      value={query().get('text') ?? ''}
      onInput={(event) => setQuery({ text: event.currentTarget.value })}
    />
  );
}
