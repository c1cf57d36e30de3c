import type { Peer } from '../peer.ts';

/** The function without a tracer, which the others are compared with. */
export const bare: Peer = { name: 'bare' };
