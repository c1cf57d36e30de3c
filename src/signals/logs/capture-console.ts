import { context, type Logger } from '@opentelemetry/api';
import { type ChangeWriter, changeWriter, type WrapWriter } from '../../support/console-writer.ts';
import { guard } from '../../support/guard.ts';
import { recordOf } from './console-record.ts';
import type { Level } from './level.ts';

/** The methods that write a line, and how severe that is. */
const methods: Readonly<Record<string, Level>> = {
  trace: 'trace',
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
};

/** What antifreeze says of itself is no record: a line about each flush would make the next one. */
const own = 'antifreeze: ';

/** Makes a record of each line that is written to the console, after it is. What is written stays as it is. */
export function captureConsole(logger: Logger): void {
  const target = console;
  for (const [name, level] of Object.entries(methods)) {
    const method = name as 'log';
    let write: Parameters<WrapWriter>[0] = target[method];
    const change: ChangeWriter = (wrap) => {
      write = wrap(write);
    };
    const record = function (this: unknown, ...said: unknown[]): void {
      Reflect.apply(write, this, said);
      if (typeof said[0] === 'string' && said[0].startsWith(own)) return;
      guard('making a log record', () =>
        logger.emit({ ...recordOf(said, level), context: context.active() }),
      );
    };
    target[method] = Object.assign(record, target[method], { [changeWriter]: change });
  }
}
