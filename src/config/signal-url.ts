import type { Signal } from '../support/signal.ts';
import type { Parse } from './parsed.ts';

/** A URL as it is, also one that is an object, where no type says that it can't be. */
export const httpUrl: Parse<string> = (raw) => {
  const given = String(raw).trim();
  return /^https?:\/\//i.test(given) && URL.canParse(given)
    ? { value: given }
    : { problem: 'is not an http:// or https:// URL' };
};

/** The URL that a signal is posted to: given as it is by the sources in `complete`, as a base by all others. */
export function signalUrl(signal: Signal, complete: readonly string[]): Parse<string> {
  return (raw, source) => {
    const { value, problem } = httpUrl(raw, source);
    if (value === undefined) return { problem: `${problem}, such as http://localhost:4318` };
    const url = new URL(value);
    url.hash = '';
    if (!complete.includes(source))
      url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
    return { value: url.href };
  };
}
