import { PubSub } from '@google-cloud/pubsub';
import { traceHttpFunction } from 'antifreeze/gcp';

const client = new PubSub({
  projectId: 'shop',
  enableOpenTelemetryTracing: process.env['OWN_TRACING'] === 'true',
});

/** Publishes what it is sent. */
export const publish = traceHttpFunction(async (request, response) => {
  const topic = client.topic(request.query.topic);
  response.send(await topic.publishMessage({ json: request.body, attributes: { kind: 'order' } }));
});
