import type { Attributes, Link } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 100, maxLength: 300 }));
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constant(2 ** 63),
  fc.constant(-(2 ** 63)),
);
const scalar = fc.oneof(text, fc.boolean(), number);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(fc.option(scalar, { nil: null })),
  fc.uint8Array(),
  fc.dictionary(fc.string(), scalar),
  fc.constant(undefined),
);
const attributes = fc.dictionary(fc.string(), value, {
  maxKeys: 6,
  noNullPrototype: true,
}) as fc.Arbitrary<Attributes>;
const count = fc.nat(2 ** 31);
const time = fc.tuple(fc.nat(2 ** 32), fc.nat(999_999_999)) as fc.Arbitrary<[number, number]>;
const context = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  traceFlags: fc.nat(255),
  isRemote: fc.option(fc.boolean(), { nil: undefined }),
  traceState: fc.option(fc.constant(new TraceState('a=1,b=2')), { nil: undefined }),
});
const resources = fc
  .record({ attributes, schemaUrl: fc.string() }, { requiredKeys: ['attributes'] })
  .map(({ attributes: of, ...rest }) => resourceFromAttributes(of, rest));
const scopes = fc.record(
  { name: fc.string(), version: fc.string(), schemaUrl: fc.string() },
  { requiredKeys: ['name'] },
);

/** Ended spans of some resources and scopes, with everything that a span can have. */
export const spans: fc.Arbitrary<ReadableSpan[]> = fc
  .tuple(
    fc.array(resources, { minLength: 1, maxLength: 2 }),
    fc.array(scopes, { minLength: 1, maxLength: 2 }),
  )
  .chain(([someResources, someScopes]) =>
    fc.array(
      fc
        .record({
          context,
          parentSpanContext: fc.option(context, { nil: undefined }),
          name: text,
          kind: fc.nat(4),
          startTime: time,
          endTime: time,
          attributes,
          status: fc.record({ code: fc.nat(2), message: fc.string() }, { requiredKeys: ['code'] }),
          links: fc.array(
            fc.record(
              { context, attributes, droppedAttributesCount: count },
              { requiredKeys: ['context'] },
            ),
            { maxLength: 3 },
          ) as fc.Arbitrary<Link[]>,
          events: fc.array(
            fc.record(
              { name: text, time, attributes, droppedAttributesCount: count },
              { requiredKeys: ['name', 'time'] },
            ),
            { maxLength: 3 },
          ),
          droppedAttributesCount: count,
          droppedEventsCount: count,
          droppedLinksCount: count,
          resource: fc.constantFrom(...someResources),
          instrumentationScope: fc.constantFrom(...someScopes),
        })
        .map(
          ({ context: own, ...rest }) =>
            ({
              ...rest,
              spanContext: () => own,
              ended: true,
              duration: [0, 0],
            }) as unknown as ReadableSpan,
        ),
      { maxLength: 5 },
    ),
  );
