import { diag } from '@opentelemetry/api';
import type { LogLevel } from '../config/config.ts';
import type { ReportFault } from '../export/delivery-log.ts';
import { once } from '../support/once.ts';
import { defaults, registered } from './api-global.ts';
import { consoleLogger } from './console-logger.ts';

/**
 * Sends `diag` to the console at `OTEL_LOG_LEVEL`; where that isn't set nothing is logged. A logger that the user sets
 * counts in either case. Mistakes in the configuration are reported even so: nobody would find them otherwise.
 */
export function setUpDiagnostics(level: LogLevel | undefined, warnings: readonly string[]): void {
  const parts = defaults();
  if (level !== undefined && parts) parts.diag = consoleLogger(level);
  if (warnings.length === 0) return;
  const reporter = consoleLogger(level ?? 'warn');
  for (const warning of warnings) reporter.warn(`antifreeze: ${warning}`);
}

/** Says what nobody would find out otherwise: also where no logger is set. */
export function warn(message: string): void {
  (registered()?.diag ?? consoleLogger('warn')).warn(`antifreeze: ${message}`);
}

/** Reports, beside `diag`, what keeps spans from arriving on the console, where that is not what `diag` goes to. Each line once. */
export function faultReporter(level: LogLevel | undefined): ReportFault {
  const reporter = once(() => consoleLogger('error'));
  return (...line) => {
    if (level === undefined) reporter().error(...line);
    diag.error(...line);
  };
}
