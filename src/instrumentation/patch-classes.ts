import { guard } from '../support/guard.ts';
import { type ClassSource, type LibraryClass, watchClasses } from './watch-classes.ts';

/**
 * Replaces the method of a library's class, wherever in this process that class is or will be. For libraries that
 * announce nothing. Returns what undoes it.
 */
export function patchClasses<Method extends (...args: never[]) => unknown>(
  source: ClassSource,
  replace: (original: Method) => Method,
): () => void {
  const undo = new Map<LibraryClass, () => void>();
  const { method } = source;
  const forget = watchClasses(source, (found) => {
    if (undo.has(found)) return;
    guard(`instrumenting ${source.bundled.description}`, () => {
      const { prototype } = found;
      const original = prototype[method] as Method;
      const replaced = replace(original);
      Object.assign(prototype, { [method]: replaced });
      undo.set(found, () => {
        // Whoever has patched it after us keeps their patch.
        if (prototype[method] === replaced) Object.assign(prototype, { [method]: original });
      });
    });
  });
  return () => {
    forget();
    for (const restore of undo.values()) restore();
    undo.clear();
  };
}
