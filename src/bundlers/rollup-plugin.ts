import { announcements, announcing } from './announcements.ts';

/** The parts of Rollup's plugin interface that are used here, which Vite and Rolldown share. */
export interface RollupPlugin {
  readonly name: string;
  readonly transform: {
    /** Before plugins that make other modules of CommonJS. */
    readonly order: 'pre';
    handler(source: string, id: string): { code: string; map: null } | undefined;
  };
}

/** Does for Rollup, Rolldown and Vite what the plugin of `antifreeze/esbuild` does for esbuild. */
export function antifreezePlugin(): RollupPlugin {
  return {
    name: 'antifreeze',
    transform: {
      order: 'pre',
      handler(source, id) {
        const [path = ''] = id.split('?');
        const announcement = announcements.find(({ file }) => file.test(path));
        // What is above the line keeps its place.
        return announcement && { code: announcing(source, announcement), map: null };
      },
    },
  };
}
