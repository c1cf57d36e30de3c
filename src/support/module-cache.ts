import { createRequire } from 'node:module';
import { once } from './once.ts';

/** What has been required in this process, by path. */
export type ModuleCache = Readonly<Record<string, { readonly exports?: unknown } | undefined>>;

/** Node.js's own cache of CommonJS modules and addons. */
export const moduleCache: () => ModuleCache = once(() => createRequire('/').cache);
