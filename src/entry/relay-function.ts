/** The whole code of a relay that is deployed as it is: `dist/relay/antifreeze-relay.zip`. Variables configure it. */
import { createRelay } from './relay.ts';

export const handler = createRelay();
