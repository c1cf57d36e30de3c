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
  const version = comparesVersion.exec(source)?.[1];
  return version !== undefined && importsModules.test(source) && isOne(version, source);
}

/** A number, or the name of a constant. */
function isOne(version: string, source: string): boolean {
  if (/^\d/.test(version)) return version === '1';
  const name = version.replaceAll('$', '\\$');
  const assigned = [
    ...source.matchAll(new RegExp(String.raw`(?<![\w$.])${name}\s*=\s*(\d[\w.]*)`, 'g')),
  ];
  return assigned.length > 0 && assigned.every(([, value]) => value === '1');
}
