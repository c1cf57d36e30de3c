import { SpanKind } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { SpanKindName, SpanRule } from '../config/config.ts';
import { guard } from '../support/guard.ts';
import { namePattern } from './name-pattern.ts';

/** Whether a span that has ended is left out. */
export type IgnoresSpan = (span: ReadableSpan) => boolean;

const kinds: { readonly [Name in SpanKindName]: SpanKind } = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** A span is left out where one of the rules fits. A function that throws leaves out nothing. */
export function ignoringSpans(rules: readonly SpanRule[]): IgnoresSpan {
  const tests = rules.map(toTest);
  return (span) => tests.some((test) => test(span));
}

function toTest(rule: SpanRule): IgnoresSpan {
  if (typeof rule === 'function')
    return (span) => guard('asking which spans to leave out', () => rule(span)) === true;
  const { name, kind, shorterThan, attributes = {} } = rule;
  const fitsName = namePattern(name ?? '*');
  const fitAttributes = attributePatterns(attributes);
  return (span) =>
    fitsName(span.name) &&
    (kind === undefined || span.kind === kinds[kind]) &&
    (shorterThan === undefined || hrTimeToMilliseconds(span.duration) < shorterThan) &&
    fitAttributes.every((fits) => fits(span));
}

/** One test for each attribute: that it is there, and fits as a text. */
export function attributePatterns(attributes: Readonly<Record<string, string>>): IgnoresSpan[] {
  return Object.entries(attributes).map(([key, pattern]) => {
    const fits = namePattern(pattern);
    return ({ attributes }) => attributes[key] !== undefined && fits(String(attributes[key]));
  });
}
