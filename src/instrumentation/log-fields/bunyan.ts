import type { ReadLogFields } from '../../support/log-fields.ts';
import { patchClasses } from '../patch-classes.ts';
import type { ClassSource } from '../watch-classes.ts';
import { addedFields } from './added-fields.ts';

type Emit = (this: unknown, record: object, ...rest: unknown[]) => unknown;

const loggers: ClassSource = {
  // The module is the class.
  exported: undefined,
  method: '_emit',
  modules: ['bunyan'],
  file: /[/\\]bunyan[/\\]lib[/\\]bunyan\.js$/,
  bundled: Symbol.for('antifreeze.bunyan'),
};

/** Bunyan makes a record of each line, and gives it to all streams. */
export function addToBunyan(read: ReadLogFields): void {
  patchClasses<Emit>(
    loggers,
    (emit) =>
      function _emit(record, ...rest) {
        return emit.call(this, Object.assign(record, addedFields(read, record)), ...rest);
      },
  );
}
