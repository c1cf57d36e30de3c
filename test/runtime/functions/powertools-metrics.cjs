const { metrics } = require('@opentelemetry/api');
const { Metrics } = require('@aws-lambda-powertools/metrics');
const { traceLambda } = require('antifreeze');

const orders = metrics.getMeter('shop').createCounter('orders');
const powertools = new Metrics({ namespace: 'shop', serviceName: 'orders' });

/** Counts the same by both. */
exports.handler = traceLambda(async ({ count }) => {
  orders.add(count);
  powertools.addMetric('powerOrders', 'Count', count);
  powertools.publishStoredMetrics();
  return 'done';
});
