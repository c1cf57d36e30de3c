import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { threw } from '../../core/outcome.ts';
import { recordOutcome } from '../../core/record-outcome.ts';
import { derivedIds, withIds } from './derived-ids.ts';
import { operationKind, operationName } from './operation-name.ts';
import { isOver, type OperationInfo } from './sdk-plugin.ts';
import { toldBefore } from './told-before.ts';

export interface TrackedExecution {
  readonly arn: string;
  readonly tracer: Tracer;
  /** Has the span of the whole execution as the active one. */
  readonly context: Context;
}

/** The operations of an execution, each of which has one span, made when it is over. */
export interface OperationSpans {
  /** Of these there are spans already. */
  skip(ids: Iterable<string>): void;
  /** Keeps what is known of an operation, of which each call may lack some. */
  note(news: OperationInfo): OperationInfo;
  /** The same of what the service says, and makes its span if it is over. */
  see(news: OperationInfo): void;
  /** Of the operation, be its span made already or much later; of the execution where there is none. */
  contextOf(operationId: string | undefined): Context;
  /** Makes the spans of those whose end only the SDK has told; with `isLast` of those that never end, too. */
  close(isLast: boolean): void;
}

/**
 * The ids of spans are derived from the operations', so that others can stand under one that is not made yet, and start
 * and end are those that the service has noted, whichever invocation makes it.
 */
export function operationSpans({ arn, tracer, context }: TrackedExecution): OperationSpans {
  const operations = new Map<string, OperationInfo>();
  const told = toldBefore(tracer, arn);

  function note(news: OperationInfo): OperationInfo {
    const known = operations.get(news.id);
    const all = { ...known, ...withoutGaps(news), ...earlierStart(known, news) };
    operations.set(news.id, all);
    return named(all);
  }

  /** The SDK names its own parts of a `waitForCallback` in hooks only, which are not called for what is over. */
  function named(operation: OperationInfo): OperationInfo {
    const parent = operations.get(operation.parentId ?? '');
    if (parent?.subType !== 'WaitForCallback' || parent.name === undefined) return operation;
    const part = operation.type === 'CALLBACK' ? 'callback' : 'submitter';
    return { name: `${parent.name}-${part}`, ...operation };
  }

  function contextOf(operationId: string | undefined): Context {
    const whole = trace.getSpanContext(context);
    if (operationId === undefined || !whole) return context;
    const { spanId } = derivedIds(arn, operationId);
    return trace.setSpanContext(context, { ...whole, isRemote: false, spanId });
  }

  function tell(operation: OperationInfo, endTime: Date): void {
    const { id, parentId, type, startTimestamp: startTime = endTime, status } = operation;
    if (type === 'EXECUTION' || told.has(id)) return;
    told.add(id);
    const span = withIds(tracer, derivedIds(arn, id)).startSpan(
      operationName(operation),
      {
        kind: type === 'CHAINED_INVOKE' ? SpanKind.CLIENT : SpanKind.INTERNAL,
        startTime,
        attributes: operationAttributes(operation),
      },
      contextOf(parentId),
    );
    if (!isOver(operation)) span.setAttribute('antifreeze.unfinished', true);
    else if (status !== 'SUCCEEDED') recordFailure(span, operation.error, status);
    span.end(endTime);
  }

  return {
    skip(ids) {
      for (const id of ids) told.add(id);
    },
    note,
    see(news) {
      const operation = note(news);
      if (isOver(operation)) tell(operation, operation.endTimestamp ?? new Date());
    },
    contextOf,
    close(isLast) {
      const now = new Date();
      for (const operation of operations.values())
        if (isLast || isOver(operation)) tell(named(operation), operation.endTimestamp ?? now);
    },
  };
}

export function operationAttributes(operation: OperationInfo): Attributes {
  const { id, name, status } = operation;
  return {
    'durable.operation.id': id,
    'durable.operation.type': operationKind(operation),
    ...(name !== undefined && { 'durable.operation.name': name }),
    ...(status !== undefined && { 'durable.operation.status': status }),
  };
}

/** Of an error that the SDK has read back, the cause is what the user's code has thrown. */
export function recordFailure(span: Span, error: unknown, status = ''): void {
  const { cause = error } = Object(error) as { readonly cause?: unknown };
  span.setAttribute('error.type', status.toLowerCase());
  span.setStatus({ code: SpanStatusCode.ERROR });
  if (cause !== undefined) recordOutcome(span, threw(cause), undefined, undefined);
}

/** The service may hear of a start only with the end, when attempts and children have been there before. */
function earlierStart(
  one: OperationInfo | undefined,
  other: OperationInfo,
): Pick<OperationInfo, 'startTimestamp'> {
  const [start = one?.startTimestamp, known = start] = [other.startTimestamp, one?.startTimestamp];
  return { startTimestamp: known && start && known < start ? known : start };
}

function withoutGaps(info: OperationInfo): OperationInfo {
  const entries = Object.entries(info).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as OperationInfo;
}
