/** The whole code of a relay that is deployed as it is: `dist/relay/antifreeze-relay.zip`. Variables configure it. */
import { createRelay, type RelayHandler } from './relay.ts';

/** What Lambda calls. */
export const handler: RelayHandler = createRelay();
