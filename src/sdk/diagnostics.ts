import { diag } from '@opentelemetry/api';
import type { LogLevel } from '../config/config.ts';
import type { ReportFault } from '../export/fault-log.ts';
import { consoleLogger } from './console-logger.ts';
import { takeDiagnostics } from './register-api.ts';

/**
 * Sends `diag` to the console at `OTEL_LOG_LEVEL`; where that isn't set a logger that the user has set stays.
 * Mistakes in the configuration are reported even so: nobody would find them otherwise.
 */
export function setUpDiagnostics(level: LogLevel | undefined, warnings: readonly string[]): void {
  if (level !== undefined) takeDiagnostics(consoleLogger(level));
  if (warnings.length === 0) return;
  const reporter = consoleLogger(level ?? 'warn');
  for (const warning of warnings) reporter.warn(`antifreeze: ${warning}`);
}

/** Reports, beside `diag`, what keeps spans from arriving on the console, where that is not what `diag` goes to. */
export function faultReporter(level: LogLevel | undefined): ReportFault {
  return (...line) => {
    if (level === undefined) consoleLogger('error').error(...line);
    diag.error(...line);
  };
}
