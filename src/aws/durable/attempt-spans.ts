import { context, type Span, type Tracer, trace } from '@opentelemetry/api';
import { operationName } from './operation-name.ts';
import { type OperationSpans, operationAttributes, recordFailure } from './operation-spans.ts';
import type { AttemptEndInfo, AttemptInfo } from './sdk-plugin.ts';

/** The attempts of operations that run now. */
export interface AttemptSpans {
  start(info: AttemptInfo): void;
  /** Calls `work` with the attempt's span as the active one. */
  run(info: AttemptInfo, work: () => unknown): unknown;
  end(info: AttemptEndInfo): void;
  /** The operation's attempt has been told to be repeated after so many seconds. */
  delayed(operationId: string, seconds: number): void;
  /** Ends those that nobody will end. */
  close(): void;
}

/** A span for each attempt while it lasts, under its operation, with an id of its own: the same may be made again. */
export function attemptSpans(tracer: Tracer, operations: OperationSpans): AttemptSpans {
  const open = new Map<string, Span>();
  return {
    start({ attempt, ...info }) {
      const { status: _, ...operation } = operations.note(info);
      const parent = trace.getSpanContext(operations.contextOf(info.id));
      const span = tracer.startSpan(
        `attempt ${operationName(operation)}`,
        {
          startTime: info.startTimestamp ?? Date.now(),
          attributes: { ...operationAttributes(operation), 'durable.attempt.number': attempt },
        },
        // What else is in the invocation's context stays.
        parent && trace.setSpanContext(context.active(), parent),
      );
      open.set(info.id, span);
    },
    run(info, work) {
      const span = open.get(info.id);
      return span ? context.with(trace.setSpan(context.active(), span), work) : work();
    },
    end({ id, outcome, status, error, endTimestamp }) {
      const span = open.get(id);
      open.delete(id);
      if (!span) return;
      span.setAttribute('durable.attempt.outcome', outcome);
      if (status === 'PENDING') span.setAttribute('durable.attempt.repeated', true);
      if (outcome === 'FAILED') recordFailure(span, error, outcome);
      span.end(endTimestamp);
    },
    delayed(id, seconds) {
      open.get(id)?.setAttribute('durable.attempt.retry_delay', seconds);
    },
    close() {
      for (const span of open.values()) span.setAttribute('antifreeze.unfinished', true).end();
    },
  };
}
