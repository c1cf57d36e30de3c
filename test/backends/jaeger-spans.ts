import { type ToldSpan, texts } from './told-span.ts';

interface Tag {
  readonly key: string;
  readonly value: string | number | boolean;
}

interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly operationName: string;
  readonly references: readonly { refType: string; traceID: string; spanID: string }[];
  readonly tags: readonly Tag[];
  readonly logs: readonly { fields: readonly Tag[] }[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { serviceName: string; tags: readonly Tag[] }>>;
}

/** All that Jaeger's query API has, of all services, and what it warns of. */
export async function jaegerSpans(api: string) {
  const services = await jaegerData<string[]>(`${api}/services`);
  const answers = await Promise.all(
    services.map((name) => jaegerData<JaegerTrace[]>(`${api}/traces?service=${name}&limit=100`)),
  );
  // One that several services have a part in comes for each of them.
  const traces = new Map(answers.flat().map((trace) => [trace.traceID, trace]));
  const spans = [...traces.values()].flatMap((trace) =>
    trace.spans.map((span) => ({ span, trace })),
  );
  return {
    spans: spans.map(({ span, trace }) => told(span, trace)),
    warnings: spans.flatMap(({ span }) => span.warnings ?? []),
  };
}

/** What one request to the query API gives. */
export async function jaegerData<Data>(url: string): Promise<Data> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  return ((await response.json()) as { data: Data }).data;
}

/** Jaeger keeps as tags what OTLP has fields for, and a parent that is linked to as well as the link alone. */
function told(span: JaegerSpan, { processes }: JaegerTrace): ToldSpan {
  const {
    'span.kind': kind = 'internal',
    'otel.status_code': status,
    'otel.status_description': message = '',
    'otel.scope.name': _name,
    'otel.scope.version': _version,
    'w3c.tracestate': _state,
    error: _error,
    ...attributes
  } = textsOf(span.tags);
  const { serviceName = '', tags = [] } = processes[span.processID] ?? {};
  const parent = span.references.find(
    ({ refType, traceID }) => refType === 'CHILD_OF' || traceID === span.traceID,
  )?.spanID;
  const links = span.references.filter(({ refType }) => refType === 'FOLLOWS_FROM');
  return {
    trace: span.traceID,
    span: span.spanID,
    parent,
    service: serviceName,
    name: span.operationName,
    kind,
    failed: status === 'ERROR',
    message,
    links: links.map(({ spanID }) => spanID),
    events: span.logs.map(({ fields }) => textsOf(fields)['event'] ?? ''),
    attributes,
    resource: textsOf(tags),
  };
}

function textsOf(tags: readonly Tag[]): Record<string, string> {
  return texts(Object.fromEntries(tags.map(({ key, value }) => [key, value])));
}
