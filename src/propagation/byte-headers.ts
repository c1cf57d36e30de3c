import type { Context } from '@opentelemetry/api';
import { contextFromHeaders } from './headers.ts';

/** Headers of bytes arrive as lists of numbers. No context is longer; a value of any other kind may be. */
const longestValue = 16_384;

/** The context in the `headers` of a Kafka record: a list of `{ name: [byte, ...] }`. */
export function contextFromKafka(headers: unknown): Context | undefined {
  if (!Array.isArray(headers)) return undefined;
  return contextFromEntries(headers.flatMap((header) => Object.entries(header ?? {})));
}

/** The context in the `headers` of a RabbitMQ message: texts are `{ name: { bytes: [byte, ...] } }`. */
export function contextFromRabbitMq(headers: unknown): Context | undefined {
  if (typeof headers !== 'object') return undefined;
  return contextFromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, value?.bytes ?? value]),
  );
}

function contextFromEntries(entries: readonly [string, unknown][]): Context | undefined {
  return contextFromHeaders(
    Object.fromEntries(entries.map(([name, value]) => [name, textOf(value)])),
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value) || value.length > longestValue) return undefined;
  if (!value.every((byte) => typeof byte === 'number')) return undefined;
  return Buffer.from(value).toString();
}
