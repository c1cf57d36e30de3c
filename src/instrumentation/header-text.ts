/** Reads a field of a message head that has been written already. `name` is made of letters, digits and hyphens. */
export function readHeaderText(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*?)\r?$`, 'im').exec(head)?.[1];
}

/** Such a head with another value of a field that it has. */
export function replaceHeaderText(head: string, name: string, value: string): string {
  return head.replace(new RegExp(`^(${name}:)[^\\r\\n]*`, 'im'), (_, field) => `${field} ${value}`);
}
