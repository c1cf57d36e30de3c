import type { ComponentChildren } from 'preact';

/** A part of the page that scrolls by itself. */
export function ScrollBox({
  label,
  class: className,
  children,
}: {
  readonly label: string;
  readonly class: string;
  readonly children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to have the focus to scroll by keys.
    <section class={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
