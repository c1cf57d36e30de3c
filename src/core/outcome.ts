/** How a handler answered. `unanswered`: the platform moved on without an answer, as it may when a promise never settles. */
export type Outcome =
  | { readonly status: 'returned'; readonly value: unknown }
  | { readonly status: 'threw'; readonly error: unknown }
  | { readonly status: 'unanswered' };

export const returned = (value: unknown): Outcome => ({ status: 'returned', value });
export const threw = (error: unknown): Outcome => ({ status: 'threw', error });
export const unanswered: Outcome = { status: 'unanswered' };
