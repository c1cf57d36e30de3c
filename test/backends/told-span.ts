import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import type { CollectedAttributes } from '../../src/viewer/otlp/fields.ts';

/** What a back end is expected to know of a span, in terms that all of them share. Values are texts. */
export interface ToldSpan {
  readonly trace: string;
  readonly span: string;
  readonly parent: string | undefined;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly failed: boolean;
  /** The status message. */
  readonly message: string;
  /** The spans that it links to. */
  readonly links: readonly string[];
  readonly events: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
}

/** What has been sent, as a back end should tell it. */
export function toldOf(span: CollectedSpan): ToldSpan {
  const { 'service.name': service, ...resource } = texts(span.resource);
  return {
    trace: span.traceId,
    span: span.spanId,
    parent: span.parentSpanId,
    service: service ?? '',
    name: span.name,
    kind: span.kind,
    failed: span.status.code === 'error',
    message: span.status.message,
    links: span.links.map(({ spanId }) => spanId),
    events: span.events.map(({ name }) => name),
    attributes: texts(span.attributes),
    resource,
  };
}

/** In an order that doesn't depend on who tells. */
export function inOrder<Span extends { readonly span: string }>(
  spans: readonly Span[],
): readonly Span[] {
  return spans.toSorted((a, b) => a.span.localeCompare(b.span));
}

export function texts(attributes: CollectedAttributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
