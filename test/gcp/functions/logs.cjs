const { logs } = require('@opentelemetry/api');

const logger = logs.getLogger('orders');

/** Logs in every way there is, and answers. */
exports.logs = (_request, response) => {
  console.log(
    JSON.stringify({ severity: 'WARNING', message: 'a line of Cloud Logging', order: 7 }),
  );
  logger.emit({ body: 'a record' });
  console.trace('from here');
  response.json({ ok: 1 });
};
