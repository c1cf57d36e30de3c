import { diag } from '@opentelemetry/api';
import type { SendResult } from './transport.ts';

/** Writes one line, wherever what nobody may miss is written. */
export type ReportFault = (message: string, error: Error) => void;

/** Tells what became of spans that were not delivered, and why. */
export type TellUndelivered = (
  message: string,
  result: Exclude<SendResult, { status: 'sent' }>,
) => void;

/** A fault is reported once in the life of a process; what may pass is for those who follow the log. */
export function undeliveredLog(
  report: ReportFault = (...line) => diag.error(...line),
): TellUndelivered {
  const told = new Set<string>();
  return (message, { status, error, fault }) => {
    if (fault === undefined) diag[status === 'retryable' ? 'warn' : 'error'](message, error);
    else if (!told.has(fault)) report(message, error);
    if (fault !== undefined) told.add(fault);
  };
}
