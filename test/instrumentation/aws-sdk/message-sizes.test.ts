import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findService } from '../../../src/instrumentation/aws-sdk/services/index.ts';

type Input = Record<string, unknown>;
type Attributes = Record<string, Record<string, string | Uint8Array>>;

/** One service as its documentation has it, apart from what the code makes of that. */
interface Documented {
  readonly service: string;
  readonly operation: string;
  /** A call of several messages, each of about so many bytes. */
  readonly input: (sizes: readonly number[], extra: boolean) => Input;
  readonly messages: (input: Input) => readonly Input[];
  readonly bytes: (message: Input) => number;
  /** Pairs of what a message and what all of a call may have, as resources can be set up. */
  readonly limits: readonly (readonly [number, number])[];
}

const kib = 1024;
const mib = kib * kib;
const fields = {
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  tracestate: 'vendor=1',
  baggage: `user=${'x'.repeat(40)}`,
};

const length = (value: unknown) =>
  typeof value === 'string' ? Buffer.byteLength(value) : ((value as Uint8Array)?.length ?? 0);
const lengths = (...values: unknown[]) =>
  values.reduce<number>((sum, each) => sum + length(each), 0);
const attributeBytes = (attributes: Attributes = {}) =>
  Object.entries(attributes).reduce(
    (sum, [name, attribute]) => sum + lengths(name, ...Object.values(attribute)),
    0,
  );
const json = (size: number) => `{"a":"${'x'.repeat(Math.max(0, size - 8))}"}`;
/** Of queues and topics; what a batch may have is the most, or what a message may. */
const ofQueues = [64, 128, 256, 512, 1024].flatMap(
  (size) =>
    [
      [size * kib, mib],
      [size * kib, size * kib],
    ] as const,
);
const MessageAttributes = { kind: { DataType: 'String', StringValue: 'é' } };

const services: readonly Documented[] = [
  {
    service: 'SQS',
    operation: 'SendMessageBatch',
    input: (sizes, extra) => ({
      Entries: sizes.map((size) => ({
        MessageBody: 'x'.repeat(size),
        ...(extra && { MessageAttributes }),
      })),
    }),
    messages: ({ Entries }) => Entries as Input[],
    bytes: (entry) =>
      length(entry['MessageBody']) + attributeBytes(entry['MessageAttributes'] as Attributes),
    limits: ofQueues,
  },
  {
    service: 'SNS',
    operation: 'PublishBatch',
    input: (sizes, extra) => ({
      TopicArn: 'arn:aws:sns:eu-west-1:1:news',
      PublishBatchRequestEntries: sizes.map((size) => ({
        Message: 'x'.repeat(size),
        ...(extra && { Subject: 's'.repeat(100), MessageAttributes }),
      })),
    }),
    messages: (input) => input['PublishBatchRequestEntries'] as Input[],
    bytes: (entry) =>
      lengths(entry['Message'], entry['Subject']) +
      attributeBytes(entry['MessageAttributes'] as Attributes),
    limits: ofQueues,
  },
  {
    service: 'EventBridge',
    operation: 'PutEvents',
    input: (sizes, extra) => ({
      Entries: sizes.map((size) => ({
        Detail: json(size),
        DetailType: 'ordered',
        Source: 'shop',
        ...(extra && { Time: new Date(0), Resources: ['r'.repeat(900), 's'.repeat(900)] }),
      })),
    }),
    messages: ({ Entries }) => Entries as Input[],
    bytes: ({ Detail, DetailType, Source, Time, Resources }) =>
      lengths(Detail, DetailType, Source, ...((Resources as string[]) ?? [])) + (Time ? 14 : 0),
    // Less than.
    limits: [
      [256 * kib - 1, 256 * kib - 1],
      [mib - 1, mib - 1],
    ],
  },
  {
    service: 'Kinesis',
    operation: 'PutRecords',
    input: (sizes, extra) => ({
      StreamName: 'clicks',
      Records: sizes.map((size) => ({
        Data: Buffer.from(json(size)),
        PartitionKey: 'p'.repeat(extra ? 256 : 1),
      })),
    }),
    messages: ({ Records }) => Records as Input[],
    bytes: ({ Data, PartitionKey }) => lengths(Data, PartitionKey),
    limits: [
      [mib, 5 * mib],
      [10 * mib, 10 * mib],
    ],
  },
  {
    service: 'SFN',
    operation: 'StartExecution',
    input: ([size = 0]) => ({ input: json(size) }),
    messages: (input) => [input],
    bytes: ({ input }) => length(input),
    limits: [[256 * kib, 256 * kib]],
  },
];

test.each(services)(
  'a call of $service that fits without us fits with us',
  ({ service, operation, input, messages, bytes, limits }) => {
    const { inject } = findService(service);
    /** Calls whose messages, or whose sum, are near a limit. */
    const calls = fc
      .tuple(fc.constantFrom(...limits), fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.boolean())
      .chain(([limit, count, ofAll, extra]) => {
        const near = ofAll ? Math.floor(limit[1] / count) : limit[0];
        const size = fc.integer({ min: near - 1_500, max: near });
        const sizes = fc.array(size, { minLength: count, maxLength: count });
        // What a service might count beside what it documents.
        return fc.tuple(
          fc.constant(limit),
          sizes,
          fc.constant(extra),
          fc.integer({ min: 0, max: 300 }),
        );
      });

    fc.assert(
      fc.property(calls, ([[ofEach, ofAll], sizes, extra, uncounted]) => {
        const bare = input(sizes, extra);
        const call = { service, operation, input: bare, options: {} };
        const traced = inject?.(call, fields) ?? bare;

        expect(fits(bare) && !fits(traced)).toBe(false);

        function fits(sent: Input): boolean {
          const counted = messages(sent).map(bytes);
          const total = counted.reduce((sum, each) => sum + each, uncounted);
          return total <= ofAll && counted.every((each) => each + uncounted <= ofEach);
        }
      }),
      { numRuns: service === 'Kinesis' ? 30 : 300 },
    );
  },
);

test.each(services)(
  'each message of a call of $service that is far from a limit carries context',
  ({ service, operation, input, messages, bytes }) => {
    const bare = input([100, 200], true);

    const traced = findService(service).inject?.(
      { service, operation, input: bare, options: {} },
      fields,
    );

    const grown = messages(traced ?? bare).map(
      (each, index) => bytes(each) - bytes(messages(bare)[index] ?? {}),
    );
    expect(Math.min(...grown)).toBeGreaterThan(fields.traceparent.length);
  },
);
