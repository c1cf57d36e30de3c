import type { Received } from './otlp-endpoint.ts';

interface JsonRequest {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

/** The names of the spans in a request of OTLP in JSON. */
export function spanNames({ body }: Pick<Received, 'body'>): string[] {
  const { resourceSpans } = JSON.parse(body.toString()) as JsonRequest;
  const spans = resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  );
  return spans.map(({ name }) => name);
}
