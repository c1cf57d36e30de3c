const { PubSub } = require('@google-cloud/pubsub');

const client = new PubSub({
  projectId: 'shop',
  enableOpenTelemetryTracing: process.env['OWN_TRACING'] === 'true',
});

/** Publishes what it is sent. */
exports.publish = async (request, response) => {
  const topic = client.topic(request.query.topic);
  response.send(await topic.publishMessage({ json: request.body, attributes: { kind: 'order' } }));
};
