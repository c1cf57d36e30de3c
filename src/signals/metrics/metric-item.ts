import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { OtlpMetric } from '../../otlp/encode-metric.ts';

/** All points of one metric of one collection: what is sent, kept for later or dropped as a whole. */
export interface MetricItem extends OtlpMetric {
  /** Tells it from the others of its collection, and with `ofCollection` from all others. */
  readonly id: string;
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  /** Of each point of a histogram: all that was measured, where that is asked for. */
  readonly values?: readonly (readonly number[])[];
}

/**
 * The same items as those of the collection that is called so. What is measured once more after a kill is called as it was
 * before: if that had been kept in part, it counts once.
 */
export function ofCollection(items: readonly MetricItem[], collection: string): MetricItem[] {
  return items.map((item) => ({ ...item, id: `${collection}/${item.id}` }));
}

/** What tells the streams of one instrument apart. The order in which attributes are given doesn't count. */
export function streamKey(attributes: Attributes): string {
  const entries = Object.entries(attributes);
  if (entries.length > 1) entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(entries);
}
