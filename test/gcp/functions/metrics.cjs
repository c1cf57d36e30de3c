const { metrics } = require('@opentelemetry/api');

const orders = metrics.getMeter('shop').createCounter('orders');

/** Counts orders, by an instrument from the top level of the module. */
exports.fn = (_request, response) => {
  orders.add(2, { shop: 'Ulm' });
  response.send('done');
};
