import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import type { LogLevel } from '../config/config.ts';

const levels: { readonly [Level in LogLevel]: DiagLogLevel } = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** Most distinct problems that are remembered, so that a message that is never the same can't fill the memory. */
const mostProblems = 100;

/**
 * Sends `diag` to the console at `OTEL_LOG_LEVEL`; where that isn't set nothing is logged, and a logger that the
 * user has set stays. Mistakes in the configuration are reported even so: nobody would find them otherwise.
 */
export function setUpDiagnostics(level: LogLevel | undefined, warnings: readonly string[]): void {
  const logger = consoleLogger();
  if (level !== undefined) {
    diag.setLogger(logger, { logLevel: levels[level], suppressOverrideMessage: true });
  }
  if (levels[level ?? 'warn'] < DiagLogLevel.WARN) return;
  for (const warning of warnings) logger.warn(`antifreeze: ${warning}`);
}

/** Each distinct error or warning is one line, once: a problem at every invocation must not flood the logs. */
function consoleLogger(): DiagLogger {
  const reported = new Set<string>();
  const once =
    (write: (line: string) => void) =>
    (message: string, ...details: unknown[]) => {
      const line = [message, ...details.map(describe)].join(' ');
      if (reported.has(line) || reported.size >= mostProblems) return;
      reported.add(line);
      write(line);
    };
  const always =
    (write: (line: string) => void) =>
    (message: string, ...details: unknown[]) =>
      write([message, ...details.map(describe)].join(' '));
  return {
    error: once((line) => console.error(line)),
    warn: once((line) => console.warn(line)),
    info: always((line) => console.info(line)),
    debug: always((line) => console.debug(line)),
    verbose: always((line) => console.debug(line)),
  };
}

/** One line of whatever a message comes with. Of an error its name and message, and those of its causes. */
function describe(detail: unknown): string {
  if (!(detail instanceof Error)) return oneLine(String(detail));
  const cause = detail.cause === undefined ? '' : `: ${describe(detail.cause)}`;
  return oneLine(`${detail.name}: ${detail.message}`) + cause;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
