/** Calls `make` at the first call; every later one gives the same value, whatever its arguments. */
export function once<Arguments extends unknown[], Value>(
  make: (...args: Arguments) => Value,
): (...args: Arguments) => Value {
  let made: { readonly value: Value } | undefined;
  return (...args) => {
    made ??= { value: make(...args) };
    return made.value;
  };
}
