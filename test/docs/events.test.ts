import { existsSync, readFileSync } from 'node:fs';
import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventSources, ownAttributes } from '../../scripts/event-sources.ts';
import { eventsTables, rootSpans, tablesInDocs, triggerFiles } from '../../scripts/events-table.ts';
import { allTriggers, recognize } from '../../src/aws/triggers/index.ts';
import type { RootSpanInit } from '../../src/core/trigger.ts';
import { useClockOfEvents } from '../aws/triggers/clock.ts';
import { readEvent } from '../aws/triggers/events.ts';
import { parentOf } from '../aws/triggers/root-span.ts';
import { useW3cPropagation } from '../propagation/w3c.ts';
import { contextPlaces, type Delivery, documentedPlaces } from './context-places.ts';

const docs = readFileSync('docs/events.md', 'utf8');
const files = await triggerFiles();

beforeAll(useW3cPropagation);
useClockOfEvents();

test('docs/events.md holds the tables as the code has them', async () => {
  const [tables] = docs.match(tablesInDocs) ?? [];

  expect(tables, 'run `npx node scripts/events-table.ts --write`').toBe(await eventsTables());
});

test('every trigger is documented, and has events to show for it', () => {
  expect(Object.keys(eventSources)).toEqual([...files.keys()].filter((name) => name !== ''));
  expect(files.size).toBe(allTriggers().length);
  for (const name of files.keys()) expect(existsSync(`test/events/${name}`), name).toBe(true);
});

test.each([...files])(
  '%s says how long an event waited where the table says so',
  (name, trigger) => {
    const ages = rootSpans(name, trigger).map(
      ({ attributes }) => attributes['antifreeze.event.age_ms'],
    );

    expect(ages.some((age) => age !== undefined)).toBe(eventSources[name]?.sentAt !== undefined);
  },
);

test('every attribute under our own name is explained', () => {
  const used = [...files].flatMap(([name, trigger]) =>
    rootSpans(name, trigger).flatMap(({ attributes }) => Object.keys(attributes)),
  );
  const ours = new Set(used.filter((name) => name.startsWith('antifreeze.')));

  // The answer of the handler is what tells how many have failed.
  ours.add('antifreeze.batch.failed_count');

  expect([...ours].sort()).toEqual(Object.keys(ownAttributes).sort());
});

test('every place that the table names is tried here', () => {
  const tried = Object.entries(contextPlaces).map(([name, { places }]) => [
    name,
    Object.keys(places),
  ]);

  expect(Object.fromEntries(tried)).toEqual(documentedPlaces);
});

describe.each(Object.keys(documentedPlaces))('the context of %s', (name) => {
  const places = documentedPlaces[name] ?? [];

  test('is not there unless it is written', () => {
    expect(sendersOf(rootSpanOf(name))).not.toContainEqual(one);
    expect(sendersOf(rootSpanOf(name))).not.toContainEqual(other);
  });

  test.each(places)('is read from %s', (place) => {
    const root = rootSpanOf(name, [place, one]);

    expect(sendersOf(root)).toEqual(root.links ? [ids(one), ids(one)] : [ids(one)]);
  });

  if (places.length === 1) return;

  test('is read from the places in their order', () => {
    for (const [index, place] of places.entries()) {
      for (const later of places.slice(index + 1)) {
        const root = rootSpanOf(name, [place, one], [later, other]);

        expect(parentOf(root), `${place} before ${later}`).toEqual(ids(one));
      }
    }
  });
});

// Neither begins with a time that AWS could have made it up at.
const one: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};
const other: SpanContext = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: TraceFlags.SAMPLED,
};

/** The root span of the source's event with senders in some of the places. */
function rootSpanOf(name: string, ...written: readonly [string, SpanContext][]): RootSpanInit {
  const { event: path = '', prepare, places } = contextPlaces[name] ?? {};
  const delivery: Delivery = { event: readEvent(path), platform: {} };
  prepare?.(delivery.event);
  for (const [place, sender] of written) places?.[place]?.(delivery, sender);
  const trigger = recognize(delivery.event);
  expect(trigger).toBe(files.get(name));
  return trigger?.rootSpan(delivery.event, delivery.platform) ?? { kind: 0, attributes: {} };
}

function sendersOf(root: RootSpanInit): unknown[] {
  return [parentOf(root), ...(root.links ?? []).map(({ context }) => ids(context))];
}

function ids({ traceId, spanId }: SpanContext): object {
  return { traceId, spanId };
}
