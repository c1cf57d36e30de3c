import { diag } from '@opentelemetry/api';
import { decodeResponse } from '../otlp/decode-response.ts';
import type { Signal } from '../support/signal.ts';

/** What an endpoint that took a request has to say of it. */
export interface PartialSuccess {
  /** How many items it will never take. Not negative, but perhaps more than it was sent. */
  readonly rejected: number;
  /** A reason or a warning; empty as a rule. */
  readonly message: string;
}

/** What nearly every answer says, by being empty. */
const wholeSuccess: PartialSuccess = { rejected: 0, message: '' };

/** Reads an endpoint's answer. Never throws: of one that can't be read, nothing was rejected. */
export type DecodeAnswer = (answer: Uint8Array) => PartialSuccess;

/** Of what an endpoint has to say, in characters. */
const longestMessage = 500;

/** As OTLP/JSON calls it. */
const rejectedIn: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/**
 * An answer comes from outside: in JSON the count is a string of digits, and a faulty endpoint may send anything. Some answer
 * in JSON, whatever the request was. Protobuf begins with what JSON has for a line end, and may go on with a length that is
 * a brace, but never with what follows in JSON.
 */
export function decodingAnswer(signal: Signal = 'traces'): DecodeAnswer {
  return (answer) => {
    if (answer.length === 0) return wholeSuccess;
    try {
      const isJson = /^\s*\{\s*["}]/.test(Buffer.from(answer).toString('latin1', 0, 100));
      const { rejected, message } = (isJson ? readJson : decodeResponse)(answer, signal);
      return {
        rejected: Math.max(0, Math.trunc(Number(rejected)) || 0),
        message: String(message).slice(0, longestMessage),
      };
    } catch (error) {
      diag.debug("antifreeze: the endpoint's answer can't be read", error);
      return wholeSuccess;
    }
  };
}

function readJson(answer: Uint8Array, signal: Signal) {
  const { partialSuccess } = JSON.parse(new TextDecoder().decode(answer) || '{}');
  return {
    rejected: partialSuccess?.[rejectedIn[signal]] ?? 0,
    message: partialSuccess?.errorMessage ?? '',
  };
}
