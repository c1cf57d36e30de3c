/** Has another function in place of a method, of this object alone. */
export function replaceMethod(
  target: object,
  name: string | symbol,
  value: (...args: unknown[]) => unknown,
): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
