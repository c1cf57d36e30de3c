import { type Attributes, ROOT_CONTEXT } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { onTestFinished } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { otlpEncoding } from '../../src/export/otlp-encoding.ts';
import { encodeRelayMessage } from '../../src/export/relay-message.ts';
import { awsSecretStores } from '../../src/relay/aws-secrets.ts';
import { type Destination, otlpDestination } from '../../src/relay/destination.ts';
import type { RelayContext, RelayHandler } from '../../src/relay/lambda-interfaces.ts';
import { createRelayHandler, type RelayParts } from '../../src/relay/relay-handler.ts';
import type { RelayRecord } from '../../src/relay/relay-record.ts';
import { createSecretResolver } from '../../src/relay/secrets.ts';

/** Ended spans of one service, with names of their own. */
export function serviceSpans(
  service: string,
  count: number,
  attributes: Attributes = {},
): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('test');
  for (let index = 0; index < count; index++) {
    tracer.startSpan(`${service}-${index}`, { attributes }, ROOT_CONTEXT).end();
  }
  return exporter.getFinishedSpans();
}

export function encodedSpans(spans: ReadableSpan[]): Uint8Array {
  return otlpEncoding('http/protobuf').encode(spans) ?? new Uint8Array();
}

/** A message with these spans as Lambda gets it from SQS. */
export async function relayRecord(messageId: string, spans: ReadableSpan[]): Promise<RelayRecord> {
  return recordOf(messageId, (await encodeRelayMessage(encodedSpans(spans), 'traces')).body);
}

/** A message with this body as Lambda gets it from SQS. */
export function recordOf(messageId: string, body: string, format = 'otlp-traces/1'): RelayRecord {
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: '1' },
    messageAttributes: { 'antifreeze.format': { stringValue: format } },
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:spans',
  };
}

export async function startedCollector(): Promise<Collector> {
  const collector = await startCollector();
  onTestFinished(() => collector.close());
  return collector;
}

export function destinationAt(url: string, headers: Record<string, string> = {}): Destination {
  const { config } = readConfig({ endpoint: url, headers, compression: 'gzip' }, {});
  return otlpDestination('traces', config.otlp, createSecretResolver(awsSecretStores));
}

/** A relay to these destinations, and what it logs. */
export function relayTo(
  destinations: readonly Destination[],
  changes: Partial<RelayParts> = {},
): { relay: RelayHandler; lines: string[] } {
  const lines: string[] = [];
  const relay = createRelayHandler({
    destinations,
    maxRequestSize: 4 * 1024 * 1024,
    retryForMs: 2_000,
    slowDown: undefined,
    log: (line) => lines.push(line),
    ...changes,
  });
  return { relay, lines };
}

export const aMinute: RelayContext = { getRemainingTimeInMillis: () => 60_000 };

export function failedIds({ batchItemFailures }: Awaited<ReturnType<RelayHandler>>): string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
