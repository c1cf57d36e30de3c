import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type FunctionSettings,
  type Invocation,
  type LambdaFunction,
  type RuntimeName,
  startFunction,
} from '../harness/lambda/index.ts';
import type { Sandbox } from '../test/runtime/sandbox.ts';
import type { Peer } from './peer.ts';
import type { Receiver, SeenSpan } from './receivers/receiver.ts';

/** What a suite runs with: one peer, on one runtime, with what takes its spans. */
export interface Bench {
  readonly peer: Peer;
  readonly runtime: RuntimeName;
  readonly receiver: Receiver;
  /** What the functions call. */
  readonly upstream: string;
}

/** A function of the peer's, and what has been seen of it. */
export interface PeerFunction extends LambdaFunction {
  /** Calls it with an id by which its spans are found; `ended` and what is on its way have been waited for. */
  call(event: object, traceHeader?: string): Promise<Call>;
  /** The span of an invocation, but for one that only says that it has begun, where there is another. */
  root(call: Call): SeenSpan | undefined;
  /** A span that isn't an invocation's, and in which a text is found. */
  spanAbout(text: string): SeenSpan | undefined;
  spans(): readonly SeenSpan[];
}

export interface Call {
  readonly id: string;
  readonly invocation: Invocation;
  readonly endedBy: 'runtime' | 'exit' | 'timeout';
}

/** What the platform has given to each function here, more than enough for the heaviest of the peers. */
const memoryMb = 512;
/** What has been sent before a process was stopped arrives within that time. */
const arrivalMs = 150;

/** The settings of a function with the peer, the same for all but for what the peer is told. */
export function settingsFor(
  bench: Bench,
  handler: string,
): Partial<FunctionSettings> & { readonly handler: string } {
  const { peer, runtime, receiver, upstream } = bench;
  const { address, certificate } = receiver;
  return {
    runtime,
    memoryMb,
    // A machine may be too busy for Lambda's ten seconds.
    initTimeoutMs: 60_000,
    handler: peer.handler ?? handler,
    environment: {
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      UPSTREAM: upstream,
      ...peer.environment?.({ runtime, handler, receiver: address, certificate }),
    },
  };
}

/** Starts what has been deployed. `close` removes it. */
export async function startPeerFunction(
  bench: Bench,
  sandbox: Sandbox,
  settings: Partial<FunctionSettings> = {},
): Promise<PeerFunction> {
  const own = settingsFor(bench, sandbox.handler);
  // Those of functions that ran before.
  const before = bench.receiver.spans([]).length;
  const fn = await startFunction({
    directory: sandbox.directory,
    timeoutMs: 15_000,
    ...own,
    ...settings,
  });
  const spans = () => bench.receiver.spans(fn.logs).slice(before);
  return Object.create(
    fn,
    properties({
      spans,
      call: (event: object, traceHeader?: string) => call(fn, event, traceHeader),
      root: ({ id }: Call) => rootOf(spans(), id),
      spanAbout: (text: string) =>
        spans().find((span) => span.invocation === undefined && span.text.includes(text)),
      close: async () => {
        await fn.close();
        sandbox.remove();
      },
    }),
  ) as PeerFunction;
}

async function call(fn: LambdaFunction, event: object, traceHeader?: string): Promise<Call> {
  const requestId = randomUUID();
  const id = requestId.replaceAll('-', '');
  // X-Ray's tracers know an invocation by its trace.
  const traceId =
    traceHeader ?? `Root=1-${id.slice(0, 8)}-${id.slice(8)};Parent=${id.slice(0, 16)};Sampled=1`;
  const invocation = await fn.invoke(event, { requestId, traceId });
  const { by } = await invocation.ended;
  await fn.frozen();
  await sleep(arrivalMs);
  return { id, invocation, endedBy: by };
}

function rootOf(spans: readonly SeenSpan[], id: string): SeenSpan | undefined {
  const own = spans.filter(({ invocation }) => invocation?.replaceAll('-', '') === id);
  return own.find(({ isStart }) => !isStart) ?? own[0];
}

function properties(values: Record<string, unknown>): PropertyDescriptorMap {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
