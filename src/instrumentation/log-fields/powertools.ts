import type { ReadLogFields } from '../../support/log-fields.ts';
import { patchClasses } from '../patch-classes.ts';
import type { ClassSource } from '../watch-classes.ts';
import { addedFields } from './added-fields.ts';

/** The part that is needed of `LogItem`. */
interface LogItem {
  getAttributes(): object;
  addAttributes(attributes: object): unknown;
}
type CreateLogItem = (this: unknown, ...args: unknown[]) => LogItem;

const loggers: ClassSource = {
  exported: 'Logger',
  method: 'createAndPopulateLogItem',
  modules: ['@aws-lambda-powertools/logger', './Logger.js'],
  file: /[/\\]@aws-lambda-powertools[/\\]logger[/\\]lib[/\\]cjs[/\\]Logger\.js$/,
  bundled: Symbol.for('antifreeze.powertools-logger'),
};

/** Powertools for AWS Lambda makes an item of each line, which a formatter of the user's may have shaped. */
export function addToPowertools(read: ReadLogFields): void {
  patchClasses<CreateLogItem>(
    loggers,
    (create) =>
      function createAndPopulateLogItem(...args) {
        const item = create.apply(this, args);
        item.addAttributes(addedFields(read, item.getAttributes()));
        return item;
      },
  );
}
