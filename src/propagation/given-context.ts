import { type Context, diag, trace } from '@opentelemetry/api';
import { isThenable } from '../support/is-thenable.ts';
import { contextFromHeaders } from './headers.ts';

/** What a user's `extractContext` gave, as a context: one, or that of fields that name a sender. Undefined otherwise. */
export function givenContext(found: unknown): Context | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  if (isThenable(found)) {
    void Promise.resolve(found).catch(() => undefined);
    diag.warn('antifreeze: extractContext gave a promise, which the root span cannot wait for');
    return undefined;
  }
  if (isContext(found)) return found;
  const context = contextFromHeaders({ ...found });
  return context && trace.getSpanContext(context) ? context : undefined;
}

function isContext(value: object): value is Context {
  return ['getValue', 'setValue', 'deleteValue'].every(
    (name) => typeof Reflect.get(value, name) === 'function',
  );
}
