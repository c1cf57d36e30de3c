import { SpanStatusCode } from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';
import { startInvocation } from '../../src/core/start-invocation.ts';
import { instrumentHttp } from '../../src/instrumentation/http.ts';
import type { HttpInstrumentationOptions } from '../../src/instrumentation/http-options.ts';
import { takePropagation } from '../../src/sdk/register-api.ts';
import { recordingTelemetry } from '../support/recording-telemetry.ts';

export interface Traced<Result> {
  readonly result: Result;
  /** The client spans that ended, up to the end of the invocation, in the order in which they started. */
  readonly spans: readonly ReadableSpan[];
  readonly root: ReadableSpan;
}

/** Runs `work` as the handler of an invocation, with outgoing HTTP traced until the test is over. */
export async function traced<Result>(
  work: () => Promise<Result>,
  options?: HttpInstrumentationOptions,
): Promise<Traced<Result>> {
  const { telemetry, spans } = recordingTelemetry();
  takePropagation(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  );
  onTestFinished(instrumentHttp(telemetry.tracer, options));
  const invocation = startInvocation(telemetry, () => undefined, {
    event: {},
    platform: {},
    name: 'root',
    attributes: {},
    deadline: Date.now() + 60_000,
  });

  const result = await invocation.run(work);
  await invocation.end();
  return { result, spans: clients(), root: spans().at(-1) as ReadableSpan };

  function clients() {
    return spans()
      .slice(0, -1)
      .sort((one, other) => Number(nanoseconds(one) - nanoseconds(other)));
  }
}

function nanoseconds({ startTime: [seconds, rest] }: ReadableSpan): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

/** A span in one line: method, path, how it was answered, and `ERROR` for the status of that name. */
export function inOneLine({ name, attributes, status }: ReadableSpan): string {
  const { pathname } = new URL(String(attributes['url.full']));
  const failure = status.code === SpanStatusCode.ERROR ? ['ERROR', attributes['error.type']] : [];
  return [name, pathname, attributes['http.response.status_code'] ?? '-', ...failure].join(' ');
}

/** The id of the span that a request's `traceparent` names as its parent. */
export function parentIdOf(headers: Readonly<Record<string, unknown>> | undefined): string {
  return String(headers?.['traceparent']).split('-')[2] ?? '';
}
