import { inspect } from 'node:util';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { onTestFinished } from 'vitest';

/** Keeps what is reported during a test: each call as one text, with the causes of errors. */
export function recordDiagnostics(): string[] {
  const lines: string[] = [];
  const record =
    (level: string) =>
    (...details: unknown[]) => {
      const texts = details.map((detail) =>
        typeof detail === 'string' ? detail : inspect(detail),
      );
      lines.push([level, ...texts].join(' '));
    };
  const logger = {
    error: record('error'),
    warn: record('warn'),
    info: record('info'),
    debug: record('debug'),
    verbose: record('verbose'),
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  lines.length = 0;
  onTestFinished(() => diag.disable());
  return lines;
}
