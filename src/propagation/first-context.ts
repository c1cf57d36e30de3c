import { type Context, trace } from '@opentelemetry/api';

/** The first of the places that names a sender; where none does, the first that carries anything else, such as baggage. */
export function firstContext(
  ...places: readonly (() => Context | undefined)[]
): Context | undefined {
  let withoutSender: Context | undefined;
  for (const read of places) {
    const found = read();
    if (found && trace.getSpanContext(found)) return found;
    withoutSender ??= found;
  }
  return withoutSender;
}
