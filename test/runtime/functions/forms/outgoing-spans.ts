import { expect } from 'vitest';
import type { Collector } from '../../../../harness/collector/collector.ts';
import type { CollectedSpan } from '../../../../src/viewer/otlp/collected-span.ts';

/** All but the root, which is parent of each, in the order in which they began. */
export function outgoingSpans(collector: Collector): readonly CollectedSpan[] {
  const spans = collector.spans().filter(({ name }) => name !== 'init');
  const invocation = spans.find(({ name }) => name === 'function-under-test');
  const others = spans.filter((span) => span !== invocation);
  for (const span of others)
    expect(span).toMatchObject({
      parentSpanId: invocation?.spanId,
      traceId: invocation?.traceId,
    });
  return others.toSorted((one, other) => Number(one.start - other.start));
}

const keyAttributes =
  /^(rpc\.(service|method)|cloud\.region|aws\..*|messaging\..*|faas\..*|http\.(request\..*|response\..*)|url\.full|error\.type)$/;

interface ComparableSpan {
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly attributes: object;
}

/** What doesn't change between two runs. */
export function comparable(
  { name, kind, status, attributes }: CollectedSpan,
  upstream: string,
): ComparableSpan {
  const kept = Object.entries(attributes).filter(([key]) => keyAttributes.test(key));
  const { host, port } = new URL(upstream);
  const anywhere = JSON.stringify(Object.fromEntries(kept))
    .replaceAll(host, 'upstream')
    .replaceAll(`:${port}`, '');
  return { name, kind, status: status.code, attributes: JSON.parse(anywhere) };
}

/** What is `comparable` of the span of an AWS call that was the `request`th request and succeeded. */
export function awsCall(
  service: string,
  method: string | undefined,
  request: number,
  more: object,
): ComparableSpan {
  return {
    name: method ? `${service}.${method}` : service,
    kind: 'client',
    status: 'unset',
    attributes: {
      'rpc.service': service,
      ...(method && { 'rpc.method': method }),
      'cloud.region': 'eu-west-1',
      'http.response.status_code': 200,
      'aws.request_id': `request-${request}`,
      ...more,
    },
  };
}
