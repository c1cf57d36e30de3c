import { Logger } from '@aws-lambda-powertools/logger';
import { trace } from '@opentelemetry/api';
import { traceFields, traceLambda } from 'antifreeze';
import bunyan from 'bunyan';
import pino from 'pino';
import winston from 'winston';

const { format } = winston;
const toPino = pino({ mixin: traceFields }, pino.destination({ sync: true }));
const toWinston = winston.createLogger({
  format: format.combine(format((info) => Object.assign(info, traceFields()))(), format.json()),
  transports: [new winston.transports.Console()],
});
const toBunyan = bunyan.createLogger({ name: 'shop' });
const toPowertools = new Logger();

export const handler = traceLambda(async () => {
  toPino.info('by pino');
  toWinston.info('by winston');
  toBunyan.info({ ...traceFields(), order: 7 }, 'by bunyan');
  toPowertools.appendKeys(traceFields());
  toPowertools.info('by powertools');
  return trace.getActiveSpan().spanContext();
});
