/** What frames of ours are called in stack traces. */
export const frameNames = {
  /** Between a handler's frames and ours. */
  border: 'antifreeze:handler',
  /** Of one that stands between others. */
  inBetween: 'antifreeze:answer',
} as const;
