import { once } from '../support/once.ts';

type Part<Exports> = (shared: object) => Exports;

/**
 * What a module exports whose `text` is compiled when that is first needed: the body of a function of what it shares with
 * the rest. A large one that few functions need is packed: deflated, in base64. See `scripts/late-parts.ts`.
 */
export function latePart<Exports>(
  name: string,
  text: string,
  shared: object,
  isPacked?: boolean,
): () => Exports {
  return once(() => {
    const body = isPacked ? unpacked(text) : text;
    return compile<Exports>(`${body}\n//# sourceURL=antifreeze/${name}.js`)(shared);
  });
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
