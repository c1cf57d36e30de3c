import { context, type Logger } from '@opentelemetry/api';
import { guard } from '../../support/guard.ts';
import { recordOf } from './console-record.ts';
import type { Level } from './level.ts';

/** The methods that write a line, and how severe that is. */
const methods: Readonly<Record<string, Level>> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
};

/** Lambda's runtime has these, too. Of Node.js's own console, `trace` has `error` write where it was called from. */
const runtimeMethods: Readonly<Record<string, Level>> = { trace: 'trace', fatal: 'fatal' };

/** What antifreeze says of itself is no record: a line about each flush would make the next one. */
const own = 'antifreeze: ';

/** Makes a record of each line that is written to the console, after it is. What is written stays as it is. */
export function captureConsole(logger: Logger): void {
  const target = console;
  const ofRuntime = 'fatal' in target ? runtimeMethods : {};
  for (const [name, level] of Object.entries({ ...methods, ...ofRuntime })) {
    const method = name as 'log';
    const write = target[method];
    target[method] = Object.assign(function (this: unknown, ...said: unknown[]): void {
      Reflect.apply(write, this, said);
      if (typeof said[0] === 'string' && said[0].startsWith(own)) return;
      guard('making a log record', () =>
        logger.emit({
          ...recordOf(said, isTrace(said) ? 'trace' : level),
          context: context.active(),
        }),
      );
    }, write);
  }
}

/** Whether it is what Node.js's own `console.trace` writes. */
function isTrace([text, ...others]: readonly unknown[]): boolean {
  if (typeof text !== 'string' || others.length > 0) return false;
  return /^Trace(?:: |\n)/.test(text) && text.includes('\n    at ');
}
