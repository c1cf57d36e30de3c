import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { triggerFiles } from '../../../scripts/events-table.ts';
import { direct } from '../../../src/aws/triggers/direct.ts';
import { allTriggers, recognize } from '../../../src/aws/triggers/index.ts';
import { field, isRecord } from '../../../src/triggers/payload-fields.ts';
import { useW3cPropagation } from '../../propagation/w3c.ts';
import { eventNames, readEvent } from './events.ts';

const files = await triggerFiles();
const sources = allTriggers().filter((trigger) => trigger !== direct);

beforeAll(useW3cPropagation);

test.each(eventNames)('%s has one owner', (name) => {
  // A folder of test/events is named for the file of the trigger that its events are for.
  const found = files.get(name.split('/')[0] ?? '');
  const owner = found === direct ? undefined : found;

  const claims = sources.filter((trigger) => trigger.matches(readEvent(name)));

  expect(found).toBeDefined();
  expect(claims).toEqual(owner ? [owner] : []);
});

test('what nobody claims is a direct invoke', () => {
  for (const event of [undefined, null, 'text', 0, [], {}, { requestContext: null }]) {
    expect(recognize(event)).toBe(direct);
  }
});

test('any event and any result are read without a throw, and left as they are', () => {
  fc.assert(
    fc.property(fc.oneof(hostileEvent(), mergedEvents()), fc.anything(), (event, result) => {
      const before = structuredClone(event);

      read(event, result);

      expect(event).toEqual(before);
    }),
    { numRuns: 1_000 },
  );
});

test('no event is of two sources, however broken', () => {
  fc.assert(
    fc.property(hostileEvent(), (event) => {
      expect(sources.filter((trigger) => trigger.matches(event)).length).toBeLessThan(2);
    }),
    { numRuns: 1_000 },
  );
});

test('a result whose fields throw is no reason to throw', () => {
  const hostile = {
    get statusCode(): number {
      throw new Error('not yours');
    },
  };

  for (const name of eventNames) expect(() => read(readEvent(name), hostile)).not.toThrow();
});

// Anything quadratic would run into the test's time-out.
test.each(['a', ',', '&', ';', '=', '"', '[', ':', ' ', '%', '\ud800'])(
  'huge runs of %j cost linear time',
  (piece) => {
    const huge = piece.repeat(500_000);
    for (const name of eventNames) {
      const event = readEvent(name);
      const headers = { forwarded: huge, 'X-Forwarded-For': huge, Host: huge, baggage: huge };
      const gateway = field(event, 'requestContext');

      read(
        {
          ...event,
          headers: { ...headers, traceparent: huge, tracestate: huge },
          multiValueHeaders: undefined,
          queryStringParameters: { [huge]: huge },
          multiValueQueryStringParameters: undefined,
          rawQueryString: huge,
          requestContext: isRecord(gateway) && { ...gateway, protocol: huge, domainName: huge },
        },
        { statusCode: huge },
      );
    }
  },
);

test.each(['a', ':', '/', '.', '-', '%', ' ', '\ud800'])(
  'texts that end in huge runs of %j cost linear time, wherever they are',
  (piece) => {
    const huge = piece.repeat(100_000);
    for (const name of eventNames) {
      const event = readEvent(name);
      const trigger = recognize(event);
      for (const { holder, key } of placesIn(event))
        if (typeof holder[key] === 'string') holder[key] += huge;

      trigger.rootSpan(event, undefined);
    }
  },
);

function read(event: unknown, result: unknown): void {
  const trigger = recognize(event);
  const root = trigger.rootSpan(event, undefined);
  expect(root.attributes).toHaveProperty(['faas.trigger']);
  expect(Object.values(root.attributes ?? {})).not.toContain(undefined);
  trigger.result?.(result, event);
}

/** Any JSON, and real events in which some parts are missing or replaced by any JSON. */
function hostileEvent(): fc.Arbitrary<unknown> {
  return fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.tuple(realEvent(), mutations()).map(mutated));
}

/** What no source sends: the fields of two events in one. The order of the list decides on some of them. */
function mergedEvents(): fc.Arbitrary<unknown> {
  const merged = fc.tuple(realEvent(), realEvent()).map(([one, other]) => ({
    ...one,
    ...other,
    requestContext: {
      ...Object(field(one, 'requestContext')),
      ...Object(field(other, 'requestContext')),
    },
  }));
  return fc.tuple(merged, mutations()).map(mutated);
}

function realEvent(): fc.Arbitrary<Record<string, unknown>> {
  return fc.constantFrom(...eventNames).map(readEvent);
}

function mutations(): fc.Arbitrary<[number, unknown][]> {
  const json = fc.jsonValue({ maxDepth: 3 });
  return fc.array(fc.tuple(fc.nat(), fc.option(json, { nil: undefined })), { maxLength: 6 });
}

function mutated([event, mutations]: [Record<string, unknown>, [number, unknown][]]): unknown {
  for (const [at, value] of mutations) {
    const places = placesIn(event);
    const place = places[at % places.length];
    if (place) place.holder[place.key] = value;
  }
  return event;
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}
