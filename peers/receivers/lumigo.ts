import type { SeenSpan } from './receiver.ts';

interface LumigoSpan {
  readonly id: string;
  readonly type: string;
  readonly transactionId?: string;
  readonly parentId?: string;
  readonly error?: unknown;
}

/** Lumigo's edge: a list of spans in JSON. Each invocation has one as it starts, and one as it ends. */
export function readLumigo(body: string): SeenSpan[] {
  return (JSON.parse(body) as LumigoSpan[]).map((span) => {
    const { id, type, transactionId = '', parentId, error } = span;
    return {
      traceId: transactionId,
      spanId: id,
      parentSpanId: parentId,
      links: [],
      invocation: type === 'function' ? id.replace(/_started$/, '') : undefined,
      isStart: id.endsWith('_started'),
      isError: error !== undefined && error !== null,
      text: JSON.stringify(span),
    };
  });
}
