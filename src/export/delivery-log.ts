import { diag } from '@opentelemetry/api';
import type { SendResult } from './transport.ts';

/** Writes one line, wherever what nobody may miss is written. */
export type ReportFault = (message: string, error: Error) => void;

/** Tells what became of spans that were not delivered, and why. */
export interface DeliveryLog {
  delivered(): void;
  undelivered(message: string, result: Exclude<SendResult, { status: 'sent' }>): void;
}

/** As many failures in a row are no longer a matter of bad luck: the last of them comes after a pause of some seconds. */
const failuresOfAnOutage = 4;

/**
 * A fault is reported once in the life of a process, and so is an outage that lasts; what may pass is for those who follow
 * the log.
 */
export function deliveryLog(report: ReportFault = (...line) => diag.error(...line)): DeliveryLog {
  const told = new Set<string>();
  let failures = 0;
  return {
    delivered() {
      failures = 0;
    },
    undelivered(message, { status, error, fault }) {
      failures += 1;
      const lasts = failures >= failuresOfAnOutage;
      const kind = fault ?? (lasts ? 'outage' : undefined);
      if (kind === undefined) {
        diag[status === 'retryable' ? 'warn' : 'error'](message, error);
        return;
      }
      if (!told.has(kind)) report(message, error);
      told.add(kind);
    },
  };
}
