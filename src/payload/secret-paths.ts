import { flat, namesSecret } from './secret-names.ts';

/** Tells whether a value is a secret by where it stands: by the names on the way to it, the last one being its own. */
export type IsSecret = (path: readonly string[]) => boolean;

/** Most names that are remembered. */
const mostKnown = 2_000;

/**
 * Knows what is secret by name, and what `more` has: names, or ends of paths with dots, where `*` is any one name. All of
 * them whatever the style of names.
 */
export function secretPaths(more: readonly string[]): IsSecret {
  const ends = more.map((path) =>
    path.split('.').map((name) => (name === '*' ? name : flat(name))),
  );
  const known = new Map<string, boolean>();

  function isKnown(name: string): boolean {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = namesSecret(name);
    if (known.size < mostKnown) known.set(name, found);
    return found;
  }

  return (path) => isKnown(path.at(-1) ?? '') || ends.some((end) => endsWith(path, end));
}

function endsWith(path: readonly string[], end: readonly string[]): boolean {
  const from = path.length - end.length;
  return (
    from >= 0 && end.every((name, index) => name === '*' || name === flat(path[from + index] ?? ''))
  );
}
