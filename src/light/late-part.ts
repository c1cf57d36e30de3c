import { once } from '../support/once.ts';

type Part<Exports> = (shared: object) => Exports;

/**
 * What a module exports whose `text` is compiled when that is first needed: the body of a function of what it shares with
 * the rest. See `scripts/late-parts.ts`.
 */
export function latePart<Exports>(name: string, text: string, shared: object): () => Exports {
  return once(() => compile<Exports>(`${text}\n//# sourceURL=antifreeze/${name}.js`)(shared));
}

/** The same of a text that is deflated and in base64, as a large one is that few functions need. */
export function packedPart<Exports>(name: string, text: string, shared: object): () => Exports {
  return once(() => latePart<Exports>(name, unpacked(text), shared)());
}

function unpacked(text: string): string {
  const { inflateRawSync } = process.getBuiltinModule('node:zlib');
  return inflateRawSync(Buffer.from(text, 'base64')).toString();
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
