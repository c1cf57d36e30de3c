import type { Rule } from '../rule.ts';
import { attachmentRules } from './attachment.ts';
import { endpointRules } from './endpoint.ts';
import { layerRules } from './layers.ts';
import { platformRules } from './platform.ts';
import { relayRules } from './relay.ts';
import { relayQueueRules } from './relay-queue.ts';
import { settingRules } from './settings.ts';
import { signalRules } from './signals.ts';

/** Everything that the doctor looks for, in the order of the documentation. */
export const rules: readonly Rule[] = [
  ...attachmentRules,
  ...layerRules,
  ...endpointRules,
  ...signalRules,
  ...settingRules,
  ...relayQueueRules,
  ...relayRules,
  ...platformRules,
];
