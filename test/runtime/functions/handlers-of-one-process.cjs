/** Several handlers of one module, each with its own options. */
const { trace } = require('@opentelemetry/api');
const { traceLambda } = require('antifreeze');

const work = () => trace.getTracer('test').startSpan('work').end();

const handlers = {
  orders: traceLambda(async () => work(), { serviceName: 'orders-service' }),
  parcels: traceLambda(async () => work(), {
    serviceName: 'parcels-service',
    resourceAttributes: { team: 'packing' },
    journal: false,
    exporter: 'otlp',
  }),
  plain: traceLambda(async () => work()),
  silent: traceLambda(async () => work(), { sampler: 'always_off' }),
  disabled: traceLambda(async () => work(), { disabled: true }),
};

/** Bare itself: calls one of them. */
exports.handler = (event, context) => handlers[event.handler](event, context);
