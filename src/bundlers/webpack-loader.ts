import { announcements, announcing } from './announcements.ts';

/** The parts of a loader's context that are used here. */
interface LoaderContext {
  readonly resourcePath: string;
  callback(error: null, source: string, map: unknown): void;
}

/** What the plugin has webpack load the files with that announce themselves. */
export function webpackLoader(this: LoaderContext, source: string, map: unknown): void {
  const announcement = announcements.find(({ file }) => file.test(this.resourcePath));
  this.callback(null, announcement ? announcing(source, announcement) : source, map);
}
