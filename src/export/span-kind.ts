import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { idOf } from '../support/id-of.ts';
import type { ItemKind } from './item-kind.ts';

/** On a span: how many others were dropped before it was sent. */
const droppedSpans = 'antifreeze.dropped_spans';

/** Spans as what is held and sent. */
export const spanKind: ItemKind<ReadableSpan> = {
  noun: 'spans',
  idOf,
  toldBy: (span) => Number(span.attributes[droppedSpans] ?? 0),
  // An ended span takes no attributes any more.
  telling: (span, dropped) =>
    Object.create(span, {
      attributes: { value: { ...span.attributes, [droppedSpans]: dropped } },
    }),
};
