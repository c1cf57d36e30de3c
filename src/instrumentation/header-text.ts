/** Reads a field of a message head that has been written already. `name` is made of letters, digits and hyphens. */
export function readHeaderText(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*?)\r?$`, 'im').exec(head)?.[1];
}
