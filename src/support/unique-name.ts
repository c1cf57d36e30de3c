/** A name that nobody else takes, in this process or in another one of the environment. */
export function uniqueName(): string {
  return `${process.pid}-${Math.random().toString(36).slice(2)}`;
}
