import type { Parse } from './parsed.ts';

/** The URL that traces are posted to: given as it is by the sources in `complete`, as a base by all others. */
export function tracesUrl(complete: readonly string[]): Parse<string> {
  return (raw, source) => {
    const given = typeof raw === 'string' ? raw.trim() : '';
    if (!/^https?:\/\//i.test(given) || !URL.canParse(given)) {
      return { problem: 'is not an http:// or https:// URL, such as http://localhost:4318' };
    }
    const url = new URL(given);
    url.hash = '';
    if (!complete.includes(source)) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
    return { value: url.href };
  };
}
