import type { Setting } from './setting.ts';
import { settings } from './settings.ts';
import { signalSettings } from './signal-settings.ts';

/** Every source of every setting. */
export const allSources: readonly string[] = Object.values({ ...settings, ...signalSettings })
  .flatMap((group): readonly Pick<Setting<unknown>, 'sources'>[] => Object.values(group))
  .flatMap(({ sources }) => sources);
