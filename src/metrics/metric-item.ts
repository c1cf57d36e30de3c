import type { Attributes, HrTime } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { MetricData } from '@opentelemetry/sdk-metrics';

/** One measurement of many, and the span that it was made in. */
export interface Exemplar {
  readonly value: number;
  readonly time: HrTime;
  /** Empty where no span was active. */
  readonly traceId: string;
  readonly spanId: string;
}

/** All points of one metric of one collection: what is sent, kept for later or dropped as a whole. */
export interface MetricItem {
  readonly id: string;
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly data: MetricData;
  /** By the number of the point that they belong to. */
  readonly exemplars: readonly (readonly Exemplar[])[];
  /** Of each point of a histogram: all that was measured, where that is asked for. */
  readonly values?: readonly (readonly number[])[];
  /** How many others were dropped before this one was sent. */
  readonly dropped?: number;
}

/** What tells the streams of one instrument apart. The order in which attributes are given doesn't count. */
export function streamKey(attributes: Attributes): string {
  const entries = Object.entries(attributes);
  if (entries.length > 1) entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(entries);
}
