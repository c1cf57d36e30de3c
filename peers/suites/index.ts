import { bundling } from './bundling.ts';
import { endingsSuite } from './endings.ts';
import { events } from './events.ts';
import { freeze } from './freeze.ts';
import type { Suite } from './suite.ts';
import { transparency } from './transparency.ts';

/** In the order of the page. */
export const suites: readonly Suite[] = [transparency, freeze, endingsSuite, bundling, events];
