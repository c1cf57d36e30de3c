import { readFileSync } from 'node:fs';

/** Most calls between the SDK and this. */
const mostCalls = 10;

/** Whether it is an SDK for durable functions that asks, one that takes plugins as ours is. */
export function readsPlugins(): boolean {
  try {
    const { getCallSites } = process.getBuiltinModule('node:util');
    const files = getCallSites(mostCalls, { sourceMap: false })
      .map(({ scriptName }) => scriptName)
      .filter((name) => /^(file:|\/)/.test(name));
    return [...new Set(files)].some((file) =>
      takesPlugins(readFileSync(new URL(file, 'file:'), 'utf8')),
    );
  } catch {
    // A file that can't be read: nothing is known.
    return false;
  }
}

/** As Node.js imports it. Some bundlers make it a look-up in the bundle, where there is no module of ours. */
const importsModules =
  /\.importModule\b[^;{}]{0,60}=>\s*import\(\s*(?:\/\*.*?\*\/\s*)*[\w$]+\s*\)/s;
const comparesVersion = /\.pluginApiVersion\s*!==\s*([\w$]+)/;

/** Whether the code of an SDK, also in a bundle, loads plugins from where ours is, of the version that ours has. */
export function takesPlugins(source: string): boolean {
  const compared = comparesVersion.exec(source);
  return compared !== null && importsModules.test(source) && isOne(compared, source);
}

/** A number, or the name of a constant. In a bundle others have that name, too. */
function isOne({ 1: version = '', index }: RegExpExecArray, source: string): boolean {
  if (/^\d/.test(version)) return version === '1';
  const name = version.replaceAll('$', '\\$');
  const assignment = new RegExp(String.raw`(?<![\w$.])${name}\s*=\s*(\d[\w.]*)`, 'g');
  const assigned = [...source.matchAll(assignment)].filter((found) =>
    isSeen(found.index, index, source),
  );
  return assigned.length > 0 && assigned.every(([, value]) => value === '1');
}

/** Whether what is declared at one place is seen from another: no block or list ends between them that it stands in. */
function isSeen(declared: number, from: number, source: string): boolean {
  const between = source.slice(Math.min(declared, from), Math.max(declared, from));
  let depth = 0;
  let least = 0;
  for (const [bracket] of between.matchAll(/[{}()]/g)) {
    depth += bracket === '{' || bracket === '(' ? 1 : -1;
    least = Math.min(least, depth);
  }
  return declared < from ? least === 0 : least === depth;
}
