import type { CollectedSpan } from '../otlp/collected-span.ts';
import { serviceOf } from './trace-summary.ts';

/** What calls, or is called. */
export interface MapNode {
  readonly id: string;
  readonly name: string;
  readonly kind: MapNodeKind;
}

type MapNodeKind = 'function' | 'service' | 'queue' | 'database' | 'host';

/** All calls from one node to another. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  /** Calls a minute, over the time from the first span to the last, at least a minute. */
  readonly perMinute: number;
  readonly errors: number;
  /** Milliseconds. */
  readonly p95: number;
}

export interface ServiceMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

/** Who calls whom, by the spans of all traces. */
export function mapServices(traces: Iterable<readonly CollectedSpan[]>): ServiceMap {
  const nodes = new Map<string, MapNode>();
  const edges = new Map<string, { from: string; to: string; errors: number; times: number[] }>();
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  const connect = (from: MapNode, to: MapNode, span: CollectedSpan) => {
    nodes.set(from.id, from).set(to.id, to);
    const key = `${from.id}\0${to.id}`;
    const edge = edges.get(key) ?? { from: from.id, to: to.id, errors: 0, times: [] };
    edges.set(key, edge);
    edge.times.push(Number(span.end - span.start) / 1e6);
    if (span.status.code === 'error') edge.errors += 1;
  };
  for (const spans of traces) {
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const answered = new Set(spans.filter(isServed).map(({ parentSpanId }) => parentSpanId));
    for (const span of spans) {
      first = Math.min(first, Number(span.start) / 1e6);
      last = Math.max(last, Number(span.start) / 1e6);
      const self = serviceNode(span);
      nodes.set(self.id, self);
      for (const [from, to] of arrows(span, self, byId, answered)) connect(from, to, span);
    }
  }
  const minutes = Math.max(1, (last - first) / 60_000);
  return {
    nodes: [...nodes.values()],
    edges: Array.from(edges.values(), ({ times, ...edge }) => ({
      ...edge,
      calls: times.length,
      perMinute: times.length / minutes,
      p95: percentile(times, 0.95),
    })),
  };
}

function arrows(
  span: CollectedSpan,
  self: MapNode,
  byId: ReadonlyMap<string, CollectedSpan>,
  answered: ReadonlySet<string | undefined>,
): [MapNode, MapNode][] {
  switch (span.kind) {
    case 'producer':
      return [[self, queueNode(span) ?? peerNode(span)]];
    case 'consumer':
      return fromQueue(span, self, byId.get(span.parentSpanId ?? ''));
    case 'client':
      return answered.has(span.spanId) ? [] : [[self, peerNode(span)]];
    case 'server':
      return fromCaller(self, byId.get(span.parentSpanId ?? ''));
    default:
      return [];
  }
}

/** A record's own span is part of the batch that was taken from the queue. */
function fromQueue(
  span: CollectedSpan,
  self: MapNode,
  parent: CollectedSpan | undefined,
): [MapNode, MapNode][] {
  const queue = queueNode(span);
  return queue && parent?.kind !== 'consumer' ? [[queue, self]] : [];
}

function fromCaller(self: MapNode, caller: CollectedSpan | undefined): [MapNode, MapNode][] {
  const from = caller && serviceNode(caller);
  return from && from.id !== self.id ? [[from, self]] : [];
}

function isServed({ kind }: CollectedSpan): boolean {
  return kind === 'server';
}

function serviceNode(span: CollectedSpan): MapNode {
  const name = serviceOf(span);
  const kind = span.resource['faas.name'] === undefined ? 'service' : 'function';
  return { id: `service:${name}`, name, kind };
}

/** More than a node has room for. */
const longestName = 200;

function queueNode({ attributes }: CollectedSpan): MapNode | undefined {
  const name = attributes['messaging.destination.name'];
  return name === undefined
    ? undefined
    : { id: `queue:${name}`, name: String(name), kind: 'queue' };
}

/** What a call went to that sends no spans of its own. */
function peerNode({ name: spanName, attributes }: CollectedSpan): MapNode {
  const system = attributes['db.system.name'] ?? attributes['db.system'];
  if (system !== undefined) {
    const table = attributes['db.collection.name'] ?? attributes['aws.dynamodb.table_names'];
    const name = [system, table ?? attributes['db.namespace']].filter(Boolean).join(' ');
    return { id: `database:${name}`, name, kind: 'database' };
  }
  const service = attributes['service.peer.name'] ?? attributes['peer.service'];
  const name = String(
    service ?? attributes['rpc.service'] ?? attributes['server.address'] ?? spanName,
  ).slice(0, longestName);
  return { id: `host:${name}`, name, kind: 'host' };
}

function percentile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
