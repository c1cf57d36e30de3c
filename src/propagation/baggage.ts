import type { TextMapPropagator } from '@opentelemetry/api';
import { W3CBaggagePropagator } from '@opentelemetry/core';

/** Makes the W3C's propagator of baggage. */
export function createBaggagePropagator(): TextMapPropagator {
  return new W3CBaggagePropagator();
}
