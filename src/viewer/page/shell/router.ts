import { signal } from '@preact/signals';

/** Where the page is: path and query. */
const place = signal(location.pathname + location.search);

/** The parts of the path. */
export function pathParts(): string[] {
  return (place.value.split('?')[0] ?? '').split('/').filter(Boolean);
}

export function query(): URLSearchParams {
  return new URLSearchParams(place.value.split('?')[1] ?? '');
}

/** Shows another view, which the browser's back button leaves again. */
export function navigate(to: string): void {
  history.pushState(null, '', to);
  place.value = to;
  scrollTo(0, 0);
}

/** Changes parameters of the view; an empty one goes away. */
export function setQuery(changes: Readonly<Record<string, string>>): void {
  const parameters = query();
  for (const [name, value] of Object.entries(changes)) {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
  }
  const text = parameters.toString();
  const to = `${place.value.split('?')[0]}${text ? `?${text}` : ''}`;
  history.replaceState(null, '', to);
  place.value = to;
}

/** Follows links within the page without loading it anew. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    place.value = location.pathname + location.search;
  });
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a[href^="/"]');
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    if (!link || !isPlain || link.hasAttribute('download')) return;
    event.preventDefault();
    navigate(link.getAttribute('href') ?? '/');
  });
}
