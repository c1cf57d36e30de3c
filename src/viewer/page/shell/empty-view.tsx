import type { ComponentChildren } from 'preact';

/** A view that has nothing to show yet. */
export function EmptyView({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="empty">
      <h1>{title}</h1>
      <p>{children}</p>
    </section>
  );
}
