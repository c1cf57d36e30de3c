const { trace } = require('@opentelemetry/api');
const { BunyanInstrumentation } = require('@opentelemetry/instrumentation-bunyan');
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
const { WinstonInstrumentation } = require('@opentelemetry/instrumentation-winston');
const { traceLambda } = require('antifreeze');

/** Logs by each library, which is loaded here, so that what patches it is there before. */
const loggers = {
  pino: () => require('pino')(),
  bunyan: () => require('bunyan').createLogger({ name: 'orders' }),
  winston() {
    const { createLogger, transports } = require('winston');
    return createLogger({ transports: [new transports.Console()] });
  },
};

exports.handler = traceLambda(
  async () => {
    for (const [name, create] of Object.entries(loggers)) create().warn(`${name} is low on stock`);
    await new Promise(setImmediate);
    return trace.getActiveSpan().spanContext().spanId;
  },
  {
    instrumentations: [
      new PinoInstrumentation(),
      new WinstonInstrumentation(),
      new BunyanInstrumentation(),
    ],
  },
);
