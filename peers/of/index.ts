import type { Peer } from '../peer.ts';
import { adot } from './adot.ts';
import { antifreeze } from './antifreeze.ts';
import { bare } from './bare.ts';
import { datadog } from './datadog.ts';
import { lumigo } from './lumigo.ts';
import { opentelemetry } from './opentelemetry.ts';
import { powertools } from './powertools.ts';
import { sentry } from './sentry.ts';

/** In the order of the columns. */
export const peers: readonly Peer[] = [
  antifreeze,
  opentelemetry,
  adot,
  datadog,
  sentry,
  lumigo,
  powertools,
];

export { bare };
