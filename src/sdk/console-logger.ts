import { type DiagLogFunction, type DiagLogger, DiagLogLevel } from '@opentelemetry/api';
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

/** Each distinct error or warning is one line, once: a problem at every invocation must not flood the logs. */
export function consoleLogger(name: LogLevel): DiagLogger {
  const highest = levels[name];
  const reported = new Set<string>();
  const isNew = (line: string) => {
    if (reported.has(line) || reported.size >= mostProblems) return false;
    reported.add(line);
    return true;
  };
  const at = (level: DiagLogLevel, write: (line: string) => void): DiagLogFunction =>
    level > highest
      ? () => undefined
      : (message, ...details) => {
          const line = [message, ...details.map(describe)].join(' ');
          if (level > DiagLogLevel.WARN || isNew(line)) write(line);
        };
  return {
    error: at(DiagLogLevel.ERROR, (line) => console.error(line)),
    warn: at(DiagLogLevel.WARN, (line) => console.warn(line)),
    info: at(DiagLogLevel.INFO, (line) => console.info(line)),
    debug: at(DiagLogLevel.DEBUG, (line) => console.debug(line)),
    verbose: at(DiagLogLevel.VERBOSE, (line) => console.debug(line)),
  };
}

/** One line of whatever a message comes with. Of an error its name and message, and those of its causes. */
function describe(detail: unknown): string {
  if (!(detail instanceof Error)) return oneLine(String(detail));
  const cause = detail.cause === undefined ? '' : `: ${describe(detail.cause)}`;
  return oneLine(`${detail.name}: ${detail.message}`) + cause;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
