import { Logger } from '@aws-lambda-powertools/logger';
import { trace } from '@opentelemetry/api';
import { traceFields } from 'antifreeze';
import bunyan from 'bunyan';
import pino from 'pino';
import winston from 'winston';

const powertools = new Logger({ serviceName: 'shop' });
const toBunyan = bunyan.createLogger({ name: 'shop' });
const toPino = pino({ base: { service: 'shop' } }, pino.destination({ sync: true }));
const toWinston = winston.createLogger({ transports: [new winston.transports.Console()] });
const info = Object.freeze({ item: 1 });

/** Each way to log a line, by the word that is in it. */
const ways = {
  console: () => console.log('by console %s', 'x', { a: 1 }),
  'console-json': () => console.info(JSON.stringify({ text: 'by console-json' })),
  'console-object': () => console.warn({ text: 'by console-object' }),
  'console-error': () => console.error('by console-error', new Error('broken')),
  'console-fields': () =>
    console.log(JSON.stringify({ by: 'by console-fields', ...traceFields() })),
  pino: () => toPino.info(info, 'by pino'),
  'pino-child': () => toPino.child({ order: 7 }).warn('by pino-child'),
  winston: () => toWinston.info('by winston', { item: 1 }),
  'winston-child': () =>
    toWinston.child({ order: 7 }).log({ level: 'warn', message: 'by winston-child' }),
  bunyan: () => toBunyan.info({ item: 1 }, 'by bunyan'),
  powertools: () => powertools.info('by powertools', { item: 1 }),
};

export function log() {
  for (const write of Object.values(ways)) write();
}

/** Logs within a span of the function's own, and says which. */
export async function logInSpan() {
  return trace.getTracer('shop').startActiveSpan('work', async (span) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    log();
    span.end();
    return span.spanContext();
  });
}
