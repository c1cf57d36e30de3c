import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** Most calls between a copy of the API and this. */
const mostCalls = 10;

const literal = String.raw`["'\`](\d+\.\d+\.\d+[^"'\`]*)["'\`]`;
const ownVersion = String.raw`(?:${literal}|(?:[\w$]+\.)*([\w$]+))`;
const comparedWith = new RegExp(String.raw`^version\s*!==?\s*${ownVersion}`);
const comparedTo = new RegExp(String.raw`${ownVersion}\s*!==?\s*[\w$]+\.$`);

/**
 * The version that a copy of the API calls its own, while it compares that with the global's. It hands over nothing that
 * says so, but its code does, also inside a bundle. Undefined where that can't be read.
 */
export function askingVersion(): string | undefined {
  try {
    const { getCallSites } = process.getBuiltinModule('node:util');
    for (const callSite of getCallSites(mostCalls, { sourceMap: false })) {
      const version = versionComparedAt(callSite);
      if (version) return version;
    }
  } catch {
    // A file that can't be read, such as one within a snapshot: nothing is known.
  }
  return undefined;
}

interface CallSite {
  readonly scriptName: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

function versionComparedAt(callSite: CallSite): string | undefined {
  const { scriptName, lineNumber, columnNumber } = callSite;
  if (!/^(file:|\/)/.test(scriptName)) return undefined;
  const file = new URL(scriptName, 'file:');
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n');
  const line = lines[lineNumber - 1] ?? '';
  const before = line.slice(0, columnNumber - 1);
  const [, version, name] =
    comparedWith.exec(line.slice(columnNumber - 1)) ?? comparedTo.exec(before) ?? [];
  if (version || !name) return version;
  const above = lines.slice(0, lineNumber - 1).join('\n') + before;
  return lastAssigned(name, above) ?? packageVersion(file);
}

/** The modules of a bundle stand in the order in which they need each other. */
function lastAssigned(name: string, source: string): string | undefined {
  const escaped = name.replaceAll('$', '\\$');
  const assigned = new RegExp(String.raw`(?<![\w$])${escaped}\s*=\s*${literal}`, 'g');
  return [...source.matchAll(assigned)].at(-1)?.[1];
}

function packageVersion(file: URL): string | undefined {
  const manifest = findPackageJSON(file);
  return manifest && JSON.parse(readFileSync(manifest, 'utf8')).version;
}
