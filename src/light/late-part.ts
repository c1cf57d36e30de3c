import { once } from '../support/once.ts';

type Part<Exports> = (shared: object) => Exports;

/**
 * What a module exports whose `text` is compiled when that is first needed: the body of a function of what it shares with
 * the rest. See `scripts/late-parts.ts`.
 */
export function latePart<Exports>(name: string, text: string, shared: object): () => Exports {
  return once(() => compile<Exports>(`${text}\n//# sourceURL=antifreeze/${name}.js`)(shared));
}

function compile<Exports>(body: string): Part<Exports> {
  try {
    // Among the globals of the code around it: test runners such as Jest have more than one set of them.
    return new Function('shared', body) as Part<Exports>;
  } catch {
    // Where Node.js is told to make no code of strings.
    const { compileFunction } = process.getBuiltinModule('node:vm');
    return compileFunction(body, ['shared']) as Part<Exports>;
  }
}
