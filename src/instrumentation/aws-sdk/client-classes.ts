import { type ChannelListener, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { SmithyClient } from './smithy.ts';

/** The class of which each client of the SDK is one. A process may have several, by releases and by bundles. */
export interface ClientClass {
  readonly prototype: SmithyClient;
}

/** Where the SDK has kept the class: since 2026, since 2023, before. */
const modules = ['@smithy/core/client', '@smithy/smithy-client', '@aws-sdk/smithy-client'];
const moduleFile =
  /[/\\]node_modules[/\\](?:@smithy[/\\]core[/\\]dist-cjs[/\\]submodules[/\\]client|@(?:smithy|aws-sdk)[/\\]smithy-client[/\\]dist-cjs)[/\\]index\.js$/;

const channel = 'tracing:module.require:end';

/** Where bundles list the classes within them; `antifreezePlugin` writes the other end. */
const bundled = Symbol.for('antifreeze.aws-sdk');

/** Has `found` called for each class of clients that there is and that appears, maybe several times. Returns a function that ends this. */
export function watchClientClasses(found: (client: ClientClass) => void): () => void {
  const visit = (exports: unknown) => {
    const { Client } = (exports ?? {}) as { readonly Client?: unknown };
    if (isClientClass(Client)) found(Client);
  };
  const onRequire: ChannelListener = (message) => {
    const { id, result } = message as { readonly id?: string; readonly result?: unknown };
    if (id?.endsWith('client') && modules.includes(id)) visit(result);
  };

  subscribe(channel, onRequire);
  const forgetBundles = watchBundles(visit);
  const { cache } = createRequire('/');
  for (const path of Object.keys(cache)) if (moduleFile.test(path)) visit(cache[path]?.exports);
  return () => {
    unsubscribe(channel, onRequire);
    forgetBundles();
  };
}

function watchBundles(visit: (exports: unknown) => void): () => void {
  const registry = globalThis as { [bundled]?: unknown[] };
  registry[bundled] ??= [];
  const classes = registry[bundled];
  const { push } = classes;
  let watching = true;
  classes.push = (...added) => {
    if (watching) for (const Client of added) visit({ Client });
    return push.apply(classes, added);
  };
  for (const Client of classes) visit({ Client });
  return () => {
    watching = false;
  };
}

function isClientClass(value: unknown): value is ClientClass {
  return typeof value === 'function' && typeof value.prototype?.send === 'function';
}
