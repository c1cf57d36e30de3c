import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { readEvent } from '../aws/triggers/events.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentSpanId = 'b7ad6b7169203331';

/** Of the sender, as each format has it. */
const formats = {
  datadog: {
    _datadog: {
      'x-datadog-trace-id': BigInt(`0x${traceId.slice(16)}`).toString(),
      'x-datadog-parent-id': BigInt(`0x${parentSpanId}`).toString(),
      'x-datadog-sampling-priority': '1',
      'x-datadog-tags': `_dd.p.tid=${traceId.slice(0, 16)}`,
    },
  },
  sentry: { 'sentry-trace': `${traceId}-${parentSpanId}-1` },
  b3: { 'X-B3-TraceId': traceId, 'X-B3-SpanId': parentSpanId, 'X-B3-Sampled': '1' },
  b3multi: { b3: `${traceId}-${parentSpanId}-1` },
  jaeger: { 'Uber-Trace-Id': `${traceId}:${parentSpanId}:0:1` },
  tracecontext: { Traceparent: `00-${traceId}-${parentSpanId}-01` },
};

const base64 = (text: string) => Buffer.from(text).toString('base64');
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Where tracers write fields, each with the client context that goes with it. */
function deliveries(fields: Readonly<Record<string, unknown>>) {
  const attributes = (encode: (text: string) => object) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, encode(textOf(value))]),
    );
  const ofSqs = (messageAttributes: object, body = 'hello') => ({
    Records: [{ eventSource: 'aws:sqs', messageId: 'm1', body, messageAttributes }],
  });
  const ofSns = (MessageAttributes: object) => ({
    Records: [{ EventSource: 'aws:sns', Sns: { Message: 'hello', MessageAttributes } }],
  });
  const notified = attributes((Value) => ({ Type: 'Binary', Value: base64(Value) }));
  const event = { source: 'shop', 'detail-type': 'Order', detail: { order: 1, ...fields } };
  return {
    'SQS, text': { event: ofSqs(attributes((stringValue) => ({ stringValue }))) },
    'SQS, binary': {
      event: ofSqs(attributes((value) => ({ binaryValue: base64(value), dataType: 'Binary' }))),
    },
    'SQS, JSON body': { event: ofSqs({}, JSON.stringify({ order: 1, ...fields })) },
    'SNS, text': { event: ofSns(attributes((Value) => ({ Type: 'String', Value }))) },
    'SNS, binary': { event: ofSns(notified) },
    'SNS in SQS': {
      event: ofSqs({}, JSON.stringify({ Message: 'hello', MessageAttributes: notified })),
    },
    EventBridge: { event },
    'EventBridge in SQS': { event: ofSqs({}, JSON.stringify(event)) },
    Kinesis: {
      event: {
        Records: [
          {
            eventSource: 'aws:kinesis',
            kinesis: { data: base64(JSON.stringify({ order: 1, ...fields })) },
          },
        ],
      },
    },
    'Step Functions': { event: { ...readEvent('step-functions/nested'), ...fields } },
    'a payload': { event: { order: 1, ...fields } },
    'client context': { event: { order: 1 }, clientContext: { custom: fields } },
  };
}

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(Object.entries(formats))(
    '%s is read wherever W3C fields are, where it is named',
    async (propagator, fields) => {
      const collector = await startCollector();
      onTestFinished(() => collector.close());
      const fn = await startFunction({
        runtime,
        directory,
        handler: 'answers.handler',
        environment: {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_PROPAGATORS: `tracecontext,baggage,${propagator}`,
        },
      });
      onTestFinished(() => fn.close());

      for (const [place, { event, ...options }] of Object.entries(deliveries(fields))) {
        collector.clear();
        await fn.invoke(event, options);
        await fn.frozen();

        const root = collector.spans().find(({ attributes }) => attributes['faas.trigger']);
        expect(root, place).toMatchObject({ traceId, parentSpanId });
      }
    },
  );
});
