/** What a given value means. No `value`: it was rejected. Both: it was taken in part, and `problem` says what was not. */
export interface Parsed<Value> {
  readonly value?: Value;
  /** Continues a sentence that starts with the name of the variable or option. Never holds the given value. */
  readonly problem?: string;
}

/** Reads the text of a variable, or whatever an option holds. `source` is the name of either. */
export type Parse<Value> = (raw: unknown, source: string) => Parsed<Value>;
