import { type Context, propagation } from '@opentelemetry/api';

/** What the global propagator writes for a context, by field name: `traceparent`, `tracestate`, `baggage`, ... */
export type ContextFields = Readonly<Record<string, string>>;

/** The fields for `context`, in the propagator's order. Empty where there is nothing to carry, or no propagator. */
export function contextFields(context: Context): ContextFields {
  const fields: Record<string, string> = {};
  propagation.inject(context, fields);
  return fields;
}

/** Whether `carrier` has one of `fields` already. Then a message keeps the context that it has: two would contradict each other. */
export function carriesContext(carrier: object, fields: ContextFields): boolean {
  return Object.keys(fields).some((name) => Object.hasOwn(carrier, name));
}
