import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { metrics, trace } from '@opentelemetry/api';

const endpoint = process.env.UPSTREAM;
const sqs = new SQSClient({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
/** From before antifreeze is imported, as import sorters arrange it. */
const tracer = trace.getTracer('orders');

export const hasMetrics = metrics.setGlobalMeterProvider({ getMeter: () => ({}) });

export const order = () =>
  tracer.startActiveSpan('order', async (span) => {
    const message = { QueueUrl: `${endpoint}/1/orders`, MessageBody: 'new' };
    await sqs.send(new SendMessageCommand(message));
    span.end();
  });
