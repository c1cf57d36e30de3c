import type { Batch, Signal } from '../store/telemetry.ts';
import { batchOf, type Received } from './received.ts';

/** One export of a file, as if it had come by itself. */
export interface ExportOfFile {
  readonly received: Received;
  readonly batch: Batch;
}

const signalOf: Readonly<Record<string, Signal>> = {
  resourceSpans: 'traces',
  resourceLogs: 'logs',
  resourceMetrics: 'metrics',
};

/**
 * Reads a file of OTLP JSON, of any signal: one export, or one a line, as the Collector's file exporter writes them.
 * Throws where there is nothing of that in it, or anything else.
 */
export function readExportFile(content: Buffer): ExportOfFile[] {
  const exports = documentsOf(content).flatMap(exportsIn);
  if (exports.every(({ batch }) => batch.items.length === 0))
    throw new Error('there are no spans, logs or metrics in it');
  return exports;
}

/** One text in JSON is one document. Where that fails, each line is one, and the mistake is that of the first bad line. */
function documentsOf(content: Buffer): unknown[] {
  const text = content.toString();
  try {
    return [JSON.parse(text)];
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line): unknown => JSON.parse(line));
  }
}

/** A document may have several signals: each is an export of its own. */
function exportsIn(document: unknown): ExportOfFile[] {
  return Object.entries(Object(document)).flatMap(([key, content]) => {
    const signal = signalOf[key];
    if (!signal) return [];
    const request = { [key]: content };
    const body = Buffer.from(JSON.stringify(request));
    return [{ received: { signal, encoding: 'json', body }, batch: batchOf(signal, request) }];
  });
}
