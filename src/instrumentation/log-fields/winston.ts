import type { ReadLogFields } from '../../support/log-fields.ts';
import { patchClasses } from '../patch-classes.ts';
import type { ClassSource } from '../watch-classes.ts';
import { addedFields } from './added-fields.ts';

type Write = (this: unknown, info: unknown, ...rest: unknown[]) => unknown;

const loggers: ClassSource = {
  exported: 'Logger',
  method: 'write',
  modules: ['winston'],
  file: /[/\\]winston[/\\]lib[/\\]winston\.js$/,
  bundled: Symbol.for('antifreeze.winston'),
};

/** Each line of winston is an object that is written to its logger, and then formatted. */
export function addToWinston(read: ReadLogFields): void {
  patchClasses<Write>(
    loggers,
    (write) =>
      function (info, ...rest) {
        return write.call(this, withFields(info, read), ...rest);
      },
  );
}

/** A copy, as the object may be the caller's own. */
function withFields(info: unknown, read: ReadLogFields): unknown {
  if (typeof info !== 'object' || info === null) return info;
  // Formats look for errors by `instanceof`, and for what an error inherits.
  const base = info instanceof Error ? Object.create(info) : {};
  return Object.assign(base, info, addedFields(read, info));
}
