import type { ChannelListener } from 'node:diagnostics_channel';
import { listenTo } from '../support/channel-listener.ts';
import { moduleCache } from '../support/module-cache.ts';

/** A class of a library, and where it turns up. A process may have several of it, by releases and by bundles. */
export interface ClassSource {
  /** The name under which its module exports it; undefined where it is the module. */
  readonly exported: string | undefined;
  /** A method that tells it from others of that name. */
  readonly method: string;
  /** What `require` is given for its module. */
  readonly modules: readonly string[];
  /** The path of the module's file. */
  readonly file: RegExp;
  /** The global list in which bundles announce the classes within them; `antifreezePlugin` writes the other end. */
  readonly bundled: symbol;
}

export interface LibraryClass {
  readonly prototype: Record<string, unknown>;
}

const channel = 'tracing:module.require:end';

/** Has `found` called for each class that there is and that appears, maybe several times. Returns a function that ends this. */
export function watchClasses(
  { exported, method, modules, file, bundled }: ClassSource,
  found: (each: LibraryClass) => void,
): () => void {
  const visit = (value: unknown) => {
    if (isClassWith(method, value)) found(value);
  };
  const visitExports = (exports: unknown) =>
    visit(exported === undefined ? exports : Object(exports)[exported]);
  const onRequire: ChannelListener = (message) => {
    const { id, result } = message as { readonly id?: string; readonly result?: unknown };
    if (id !== undefined && modules.includes(id)) visitExports(result);
  };

  const stopListening = listenTo(channel, onRequire);
  const forgetBundles = watchBundles(bundled, visit);
  const cache = moduleCache();
  for (const path of Object.keys(cache)) if (file.test(path)) visitExports(cache[path]?.exports);
  return () => {
    stopListening();
    forgetBundles();
  };
}

function watchBundles(bundled: symbol, visit: (value: unknown) => void): () => void {
  const registry = globalThis as { [key: symbol]: unknown[] | undefined };
  registry[bundled] ??= [];
  const classes = registry[bundled];
  const { push } = classes;
  let watching = true;
  classes.push = (...added) => {
    if (watching) added.forEach(visit);
    return push.apply(classes, added);
  };
  classes.forEach(visit);
  return () => {
    watching = false;
  };
}

function isClassWith(method: string, value: unknown): value is LibraryClass {
  return typeof value === 'function' && typeof value.prototype?.[method] === 'function';
}
