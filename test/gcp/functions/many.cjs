/** Several functions of one process, each with its own options, behind one that calls them. */
const { traceHttpFunction } = require('antifreeze/gcp');

const answer = (_request, response) => response.send('done');

const inner = {
  orders: traceHttpFunction(answer.bind(undefined), { serviceName: 'orders-service' }),
  parcels: traceHttpFunction(answer.bind(undefined), {
    serviceName: 'parcels-service',
    journal: false,
  }),
  plain: traceHttpFunction(answer.bind(undefined), { colour: 'red' }),
  off: traceHttpFunction(answer.bind(undefined), { disabled: true }),
  extracting: traceHttpFunction(answer.bind(undefined), {
    extractContext: ({ headers }) => ({ traceparent: headers['x-caller'] }),
  }),
};
traceHttpFunction('router');

exports.router = (request, response) => inner[request.path.slice(1)](request, response);
exports.tracedRouter = traceHttpFunction(exports.router.bind(undefined));
