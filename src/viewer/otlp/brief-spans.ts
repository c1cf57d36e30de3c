import { type CollectedSpan, kinds } from './collected-span.ts';
import { attributesOf, type CollectedAttributes, type Json } from './fields.ts';
import { keyValues } from './otlp-json.ts';

/**
 * The spans of one trace with as much of each as a waterfall shows, in columns: a fraction of the same as OTLP/JSON, and
 * soon read.
 */
export interface BriefSpans {
  readonly traceId: string;
  /** When the first began, in nanoseconds since the epoch. */
  readonly origin: string;
  readonly spanIds: readonly string[];
  /** The index of a parent that is here, else its id; empty without one. */
  readonly parents: readonly (number | string)[];
  readonly kinds: readonly number[];
  /** Nanoseconds since `origin`. */
  readonly starts: readonly number[];
  /** Nanoseconds. */
  readonly durations: readonly number[];
  readonly names: Distinct<string>;
  readonly resources: Distinct<Json>;
  /** What few spans have, by their index. */
  readonly rest: Readonly<Record<number, Rest>>;
}

/** Values that many spans share, each once, and the index of each span's. */
interface Distinct<Value> {
  readonly values: readonly Value[];
  readonly indices: readonly number[];
}

interface Rest {
  /** Its status' message. */
  readonly failed?: string;
  readonly attributes?: readonly object[];
  readonly events?: readonly { readonly name: string; readonly after: number }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** Whether rows or the cards of invocations tell of an attribute. */
function isShown(key: string): boolean {
  return /^(?:faas|antifreeze|messaging|error|aws\.step_functions)\./.test(key);
}

/** More than a row has room for. */
const longestText = 300;

/** Writes spans of one trace, at least one. */
export function writeBriefSpans(spans: readonly CollectedSpan[]): BriefSpans {
  let origin = spans[0]?.start ?? 0n;
  for (const { start } of spans) if (start < origin) origin = start;
  const indices = new Map(spans.map(({ spanId }, index) => [spanId, index]));
  const resources = distinct(resourceTexts(spans));
  return {
    traceId: spans[0]?.traceId ?? '',
    origin: String(origin),
    spanIds: spans.map(({ spanId }) => spanId),
    parents: spans.map(({ parentSpanId = '' }) => indices.get(parentSpanId) ?? parentSpanId),
    kinds: spans.map(({ kind }) => kinds.indexOf(kind)),
    starts: spans.map(({ start }) => Number(start - origin)),
    durations: spans.map(({ start, end }) => Number(end - start)),
    names: distinct(spans.map(({ name }) => name.slice(0, longestText))),
    resources: { ...resources, values: resources.values.map((text) => JSON.parse(text) as Json) },
    rest: Object.fromEntries(
      spans.map(restOf).flatMap((rest, index) => (rest ? [[index, rest]] : [])),
    ),
  };
}

/** The same spans, without what their waterfall doesn't show. */
export function readBriefSpans(brief: BriefSpans): CollectedSpan[] {
  const origin = BigInt(brief.origin);
  const resources = brief.resources.values.map((holder) => attributesOf(holder));
  const parentOf = (parent: number | string | undefined) =>
    typeof parent === 'number' ? brief.spanIds[parent] : parent || undefined;
  return brief.spanIds.map((spanId, index) => {
    const start = origin + BigInt(brief.starts[index] ?? 0);
    const rest = brief.rest[index];
    return {
      ...nothingMore,
      traceId: brief.traceId,
      spanId,
      parentSpanId: parentOf(brief.parents[index]),
      name: brief.names.values[brief.names.indices[index] ?? 0] ?? '',
      kind: kinds[brief.kinds[index] ?? 0] ?? 'unspecified',
      start,
      end: start + BigInt(brief.durations[index] ?? 0),
      resource: resources[brief.resources.indices[index] ?? 0] ?? {},
      ...(rest && readRest(rest, start)),
    };
  });
}

function readRest({ failed, attributes = [], events = [], links = [] }: Rest, start: bigint) {
  return {
    status:
      failed === undefined ? nothingMore.status : ({ code: 'error', message: failed } as const),
    attributes: attributesOf({ attributes }),
    events: events.map(({ name, after }) => ({
      name,
      time: start + BigInt(after),
      attributes: {},
      droppedAttributes: 0,
    })),
    links: links.map((link) => ({
      ...link,
      traceState: '',
      flags: 0,
      attributes: {},
      droppedAttributes: 0,
    })),
  };
}

/** Of each what is left out, and of most what they don't have: one object for all. */
const nothingMore = {
  traceState: '',
  flags: 0,
  attributes: {},
  events: [],
  links: [],
  status: { code: 'unset', message: '' },
  dropped: { attributes: 0, events: 0, links: 0 },
  scope: { name: '', version: '' },
} as const;

function restOf({ status, attributes, events, links, start }: CollectedSpan): Rest | undefined {
  const shown = Object.keys(attributes).filter(isShown);
  const hasNone = shown.length + events.length + links.length === 0;
  if (hasNone && status.code !== 'error') return undefined;
  return {
    ...(status.code === 'error' && { failed: status.message.slice(0, longestText) }),
    ...(shown.length > 0 && {
      attributes: keyValues(Object.fromEntries(shown.map((key) => [key, attributes[key]]))),
    }),
    ...(events.length > 0 && {
      events: events.map(({ name, time }) => ({
        name: name.slice(0, longestText),
        after: Number(time - start),
      })),
    }),
    ...(links.length > 0 && {
      links: links.map(({ traceId, spanId }) => ({ traceId, spanId })),
    }),
  };
}

/** Spans of one export have one object; those of the same resource, the same text. */
function resourceTexts(spans: readonly CollectedSpan[]): string[] {
  const texts = new Map<CollectedAttributes, string>();
  return spans.map(({ resource }) => {
    const text = texts.get(resource) ?? JSON.stringify({ attributes: keyValues(resource) });
    texts.set(resource, text);
    return text;
  });
}

function distinct<Value>(values: readonly Value[]): Distinct<Value> {
  const known = new Map<Value, number>();
  const indices = values.map((value) => {
    const index = known.get(value) ?? known.size;
    known.set(value, index);
    return index;
  });
  return { values: [...known.keys()], indices };
}
