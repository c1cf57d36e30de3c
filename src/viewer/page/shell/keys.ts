import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What keys do, by the name of the key; `Shift+` before it where that is held. */
export type KeyBindings = Readonly<Record<string, { readonly does: string; run(): void }>>;

/** All bindings in force, the view's own last. */
const bindings: KeyBindings[] = [];

export const helpShown = signal(false);

/** Has keys do something while the component is shown. */
export function useKeys(own: KeyBindings): void {
  useEffect(() => {
    bindings.push(own);
    return () => {
      bindings.splice(bindings.indexOf(own), 1);
    };
  });
}

export function allKeys(): [key: string, does: string][] {
  return bindings.flatMap((each) =>
    Object.entries(each).map(([key, { does }]): [string, string] => [key, does]),
  );
}

/** Runs what is bound to a key, unless somebody writes. */
export function handleKeys(): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (isWriting(target)) {
      if (event.key === 'Escape') target.blur();
      return;
    }
    if (isTaken(event, target)) return;
    const name = nameOf(event);
    const bound = bindings.findLast((each) => Object.hasOwn(each, name))?.[name];
    if (!bound) return;
    event.preventDefault();
    bound.run();
  });
}

function isWriting({ tagName }: HTMLElement): boolean {
  return /^(INPUT|TEXTAREA|SELECT)$/.test(tagName);
}

/** A focused button has its own use for Enter and Space, and the browser for Control and the like. */
function isTaken({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, target: HTMLElement): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  const isControl = /^(BUTTON|A|SUMMARY)$/.test(target.tagName);
  return isControl && (key === 'Enter' || key === ' ');
}

function nameOf({ key, shiftKey }: KeyboardEvent): string {
  return shiftKey && /^[A-Z]$/.test(key) ? `Shift+${key.toLowerCase()}` : key;
}
