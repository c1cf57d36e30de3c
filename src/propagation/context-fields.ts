import { type Context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** What the global propagator writes for a context, by field name: `traceparent`, `tracestate`, `baggage`, ... */
export type ContextFields = Readonly<Record<string, string>>;

/** The fields for `context`, in the propagator's order. Empty where there is nothing to carry, or no propagator. */
export function contextFields(context: Context): ContextFields {
  const fields: Record<string, string> = {};
  propagation.inject(context, fields);
  return fields;
}

/** Whether `carrier` has one of `fields` already. */
export function carriesContext(carrier: object, fields: ContextFields): boolean {
  return Object.keys(fields).some((name) => Object.hasOwn(carrier, name));
}

/**
 * Whether what a message or a request carries already, `carried`, is of the trace that `own` is of: then it was passed on,
 * with all of the event that the function got, and names who called it. A context of any other trace stays, as two would
 * contradict each other.
 */
export function isPassedOn(carried: Context | undefined, own: Context | undefined): boolean {
  const [theirs, ours] = [carried, own].map((each) => each && trace.getSpanContext(each));
  return theirs !== undefined && theirs.traceId === ours?.traceId;
}

/**
 * `carrier` without a context that was passed on, so that it can take `fields`; `read` finds what it carries. Undefined
 * where that has to stay.
 */
export function readyFor<Carrier extends object>(
  fields: ContextFields,
  carrier: Carrier,
  read: (carrier: Carrier) => Context | undefined = ofMembers,
): Carrier | undefined {
  if (!carriesContext(carrier, fields)) return carrier;
  if (!isPassedOn(read(carrier), ofMembers(fields))) return undefined;
  const others = Object.entries(carrier).filter(([name]) => !Object.hasOwn(fields, name));
  return Object.fromEntries(others) as Carrier;
}

function ofMembers(carrier: object): Context {
  return contextOf((name) => Reflect.get(carrier, name));
}

/** The context in fields that are known by name. Those that are no text are none of ours. */
export function contextOf(read: (name: string) => unknown): Context {
  return propagation.extract(ROOT_CONTEXT, read, {
    keys: () => [],
    get(_, name) {
      const value = read(name);
      return typeof value === 'string' ? value : undefined;
    },
  });
}
