import type { HttpResponse } from './exchange.ts';

/** Whether an answer is a web page: no endpoint of OTLP gives one, whatever its status. */
export function isPage({ headers }: Pick<HttpResponse, 'headers'>): boolean {
  return /^text\/html/i.test(headers['content-type'] ?? '');
}
