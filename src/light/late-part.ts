import { once } from '../support/once.ts';

/**
 * What a module exports whose `text` is compiled when that is first needed: a function of what it shares with the rest.
 * See `scripts/late-parts.ts`.
 */
export function latePart<Exports>(name: string, text: string, shared: object): () => Exports {
  return once(() => {
    const { runInThisContext } = process.getBuiltinModule('node:vm');
    return runInThisContext(text, { filename: `antifreeze/${name}.js` })(shared);
  });
}
