/** What writes a line, in place of another. */
export type WrapWriter = (write: Log) => Log;

/** Has the writing of a line wrapped. */
export type ChangeWriter = (wrap: WrapWriter) => void;

type Log = (this: unknown, ...args: unknown[]) => unknown;

/**
 * On a method of `console` that makes records of what it is given: changes what it writes by, so that the record is of the
 * line as it was given. Of all copies of this module.
 */
export const changeWriter: unique symbol = Symbol.for('antifreeze.changeWriter') as never;
