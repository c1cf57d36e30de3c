/** Whether a text fits, of which `*` in the pattern stands for any part. */
export type FitsPattern = (text: string) => boolean;

export function namePattern(pattern: string): FitsPattern {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 's');
  return (text) => whole.test(text);
}
