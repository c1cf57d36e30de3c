import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlusher } from '../../src/export/flusher.ts';
import { ItemBuffer } from '../../src/export/item-buffer.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { otlpSender } from '../../src/export/otlp-sender.ts';
import { spanKind } from '../../src/export/span-kind.ts';
import type { SendResult } from '../../src/export/transport.ts';
import { inAMinute } from './otlp-endpoint.ts';
import { partialSuccess } from './partial-success.ts';
import { spanNames } from './received-spans.ts';
import { endedSpans } from './sample-spans.ts';

const kinds = ['sent', 'partly', 'retryable', 'too-large', 'failed'] as const;
const commandNames = ['flush', 'flush and wait', 'flush too late', 'turn'] as const;
const pool = endedSpans(100);

const scripts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ end: fc.integer({ min: 1, max: 4 }) }) },
    fc.constantFrom(...commandNames),
  ),
  { maxLength: 25 },
);
const answers = fc.array(fc.constantFrom(...kinds), { maxLength: 12 });
const sizes = fc.record({
  maxQueueSize: fc.integer({ min: 1, max: 12 }),
  maxExportBatchSize: fc.integer({ min: 1, max: 5 }),
});

type Command = (typeof commandNames)[number];
type Step = Command | { readonly end: number };

test('every span is once with the endpoint, in the buffer or among the dropped', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, answers, sizes, async (script, told, size) => {
      const { buffer, received, ended, run, settle } = exporting(told, size);

      for (const step of script) await run(step);
      await settle();

      const known = [...received, ...heldBy(buffer)];
      expect(new Set(known).size).toBe(known.length);
      expect(known.length + buffer.dropped).toBe(ended());
    }),
    { numRuns: 200 },
  );
});

/** Buffer, flusher and sender, over a wire that gives the answers that it is told. */
function exporting(
  told: readonly Kind[],
  size: { maxQueueSize: number; maxExportBatchSize: number },
) {
  const { received, inFlight, failures, send } = wire(told);
  const buffer: ItemBuffer<ReadableSpan> = new ItemBuffer({
    kind: spanKind,
    ...size,
    flush: () => flush(),
  });
  const flushBuffer = createFlusher(buffer, otlpSender(otlpEncoding('http/json'), { send }));
  const flushes: Promise<void>[] = [];
  let ended = 0;

  /** Leaves nothing on the wire of what had ended before; but where spans had to be kept, the next flush may have them. */
  async function flush(): Promise<void> {
    const before = new Set(pool.slice(0, ended).map(({ name }) => name));
    const failuresBefore = failures();
    await flushBuffer(inAMinute());
    const left = [...inFlight].filter((name) => before.has(name));
    if (failures() === failuresBefore) expect(left).toEqual([]);
  }

  const commands: Record<Command, () => Promise<unknown>> = {
    flush: async () => flushes.push(flush()),
    'flush and wait': flush,
    'flush too late': () => flushBuffer(Date.now()),
    turn,
  };

  async function run(step: Step): Promise<void> {
    if (typeof step === 'string') {
      await commands[step]();
      return;
    }
    const spans = pool.slice(ended, ended + step.end);
    ended += spans.length;
    for (const span of spans) buffer.add(span);
  }

  const settle = () => Promise.all([...flushes, flush()]);
  return { buffer, received, run, settle, ended: () => ended };
}

type Kind = (typeof kinds)[number];

/** Takes some turns of the event loop for each request, and takes all that it gets once its answers are used up. */
function wire(told: readonly Kind[]) {
  const received: string[] = [];
  const inFlight = new Set<string>();
  let failures = 0;
  let requests = 0;

  async function send(body: Uint8Array): Promise<SendResult> {
    const names = spanNames({ body: Buffer.from(body) });
    const kind = told[requests++] ?? 'sent';
    for (const name of names) inFlight.add(name);
    for (let turns = requests % 3; turns > 0; turns--) await turn();
    for (const name of names) inFlight.delete(name);
    return answer(kind, names);
  }

  function answer(kind: Kind, names: readonly string[]): SendResult {
    if (kind === 'retryable') failures += 1;
    if (kind !== 'sent' && kind !== 'partly') return { status: kind, error: new Error('as told') };
    const rejected = kind === 'partly' ? 1 : 0;
    received.push(...names.slice(rejected));
    return { status: 'sent', answer: partialSuccess('http/json', rejected, '') };
  }

  return { received, inFlight, failures: () => failures, send };
}

function heldBy(buffer: ItemBuffer<ReadableSpan>): string[] {
  const names: string[] = [];
  while (buffer.size > 0) names.push(...buffer.take().map(({ name }) => name));
  return names;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
