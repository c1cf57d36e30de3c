import type { CollectedLog } from '../otlp/collected-log.ts';
import type { CollectedPoint } from '../otlp/collected-metric.ts';
import type { CollectedSpan } from '../otlp/collected-span.ts';

/** What one export brought, of one of the three signals. */
export type Batch =
  | { readonly signal: 'traces'; readonly items: readonly CollectedSpan[] }
  | { readonly signal: 'logs'; readonly items: readonly CollectedLog[] }
  | { readonly signal: 'metrics'; readonly items: readonly CollectedPoint[] };

export type Signal = Batch['signal'];
