/**
 * Sends a thousand requests of one client from two invocations at the same time, for each limit and concurrency, and
 * prints what came of it. Its argument is the client's name.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Attributes, context, propagation } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { startInvocation } from '../../../src/core/start-invocation.ts';
import { instrumentHttp } from '../../../src/instrumentation/http.ts';
import { takePropagation } from '../../../src/sdk/register-api.ts';
import { recordingTelemetry } from '../../support/recording-telemetry.ts';
import { clients, type Send } from './clients.ts';
import { startServer } from './server.ts';

/** What came of the requests of one way to send them. All but `spans` and `carried` ought to be 0. */
export interface Overlap {
  readonly limit: number | undefined;
  readonly concurrency: number;
  /** Requests with a span below the root of their own invocation. */
  readonly spans: number;
  /** Requests with the trace and the baggage of their own invocation. */
  readonly carried: number;
  readonly wrongSpans: number;
  readonly wrongTraces: number;
  readonly wrongBaggage: number;
}

const requests = 500;
const ways = [
  { limit: 2, concurrency: 100 },
  { limit: undefined, concurrency: 20 },
];

const [, , name = ''] = process.argv;
const client = clients[name];
if (!client) throw new Error(`There is no client ${name}.`);
const { telemetry, spans } = recordingTelemetry();
takePropagation(
  new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  }),
);
instrumentHttp(telemetry.tracer);
const server = await startServer(client.protocol);

const results: Overlap[] = [];
for (const [index, way] of ways.entries()) {
  const send = await client.create(way.limit);
  const runs = await Promise.all(
    ['a', 'b'].map((invocation) => invoke(`${invocation}${index}`, send, way.concurrency)),
  );
  results.push({ ...way, ...summary(runs) });
}
process.stdout.write(JSON.stringify(results), () => process.exit());

/** An invocation whose requests, trace and baggage all have its name. */
async function invoke(invocation: string, send: Send, concurrency: number) {
  const running = startInvocation(telemetry, () => undefined, {
    event: {},
    platform: {},
    name: invocation,
    attributes: {},
    deadline: Date.now() + 600_000,
  });
  await running.run(() => {
    const baggage = propagation.createBaggage({ user: { value: invocation } });
    return context.with(propagation.setBaggage(context.active(), baggage), async () => {
      let left = requests;
      const work = async () => {
        while (left > 0) {
          left -= 1;
          await send(`${server.url}/${invocation}`);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, work));
    });
  });
  // What tells of the last answers may come after them.
  await sleep(50);
  await running.end();
  return invocation;
}

function summary(invocations: string[]) {
  const rootSpans = spans().filter(({ parentSpanContext }) => !parentSpanContext);
  const roots = new Map(rootSpans.map((span) => [span.name, span.spanContext()]));
  const count = { spans: 0, carried: 0, wrongSpans: 0, wrongTraces: 0, wrongBaggage: 0 };
  for (const { attributes, parentSpanContext } of spans()) {
    const invocation = invocationOf(attributes);
    if (!invocations.includes(invocation)) continue;
    const isOwn = parentSpanContext?.spanId === roots.get(invocation)?.spanId;
    count[isOwn ? 'spans' : 'wrongSpans'] += 1;
  }
  const here = server.received.filter(({ invocation }) => invocations.includes(invocation));
  for (const { invocation, traceparent, baggage } of here) {
    const isOwnTrace = traceparent?.split('-')[1] === roots.get(invocation)?.traceId;
    const isOwnBaggage = baggage === `user=${invocation}`;
    count.carried += Number(isOwnTrace && isOwnBaggage);
    count.wrongTraces += Number(traceparent !== undefined && !isOwnTrace);
    count.wrongBaggage += Number(baggage !== undefined && !isOwnBaggage);
  }
  return count;
}

function invocationOf(attributes: Attributes): string {
  return String(attributes['url.full']).split('/')[3] ?? '';
}
