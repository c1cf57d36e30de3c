import type { Exchange, HttpResponse } from './exchange.ts';
import type { RequestLimits } from './request-limits.ts';

/** What proves to an endpoint who sends, where headers that stay the same don't. */
export interface Authorization {
  /** The same exchange with the proof in each message, which is renewed once where it is refused. */
  authorizing(exchange: Exchange): Exchange;
  /** What the latest message carried of it and nobody may see. */
  secrets(): readonly string[];
  /** What to do about a refusal; undefined where nothing is known of it. */
  adviceFor(refusal: HttpResponse): string | undefined;
  /** Of one request to the endpoint. */
  readonly limits: RequestLimits;
}
