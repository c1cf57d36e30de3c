import { productInCode } from '../../../support/version.ts';
import type { HandlerSource } from './project.ts';
import { endOfExpression, type SourceText, sourceText } from './source-text.ts';
import { type ExportedHandler, type HandlerFile, wrapLines } from './wrap-lines.ts';

const wrappers = 'trace(?:Lambda|HttpFunction|CloudEvent|EventFunction|Server)';

/** Finds in a file what is called for a function. */
export type FindHandler = (source: SourceText, name: string) => ExportedHandler | undefined;

/** Tells from the text of a file whether the handler that it exports is traced. Never runs it. */
export function readHandler(given: HandlerFile, find: FindHandler = findExport): HandlerSource {
  const { file, text, exportName } = given;
  const source = sourceText(text);
  const entries = entriesIn(source);
  const namesEndpoint = /\b(?:endpoint|tracesEndpoint)\s*:/.test(source.bare) && entries.length > 0;
  const common = { file, entries, namesEndpoint };
  // A bundle, in which no name is what it was.
  if (text.search(productInCode) >= 0) return { ...common, state: 'wrapped', wrap: [] };
  const exported = find(source, exportName);
  if (!exported) {
    const isElsewhere =
      /\bexport\s*\*|\bexport\s*\{[^}]*\}\s*from\b|\bmodule\.exports\s*=\s*require\b/;
    const state = isElsewhere.test(source.bare) ? 'unclear' : 'absent';
    return { ...common, state, wrap: [] };
  }
  const state = stateOf(source, exported);
  return { ...common, state, wrap: state === 'bare' ? wrapLines(given, source, exported) : [] };
}

/** The entries of this package that a file loads. */
export function entriesIn({ code }: SourceText): string[] {
  const loads =
    /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](antifreeze(?:\/[\w/-]+)?)['"]/g;
  return [...new Set([...code.matchAll(loads)].map(([, entry = '']) => entry))];
}

/** The ways to export a value by name, up to where the value begins. */
function waysToExport(name: string): readonly (readonly [ExportedHandler['form'], RegExp])[] {
  const value = String.raw`(?<![=!<>])=(?![=>])\s*`;
  if (name === 'default') return [['value', /\bexport\s+default\s+/g]];
  return [
    ['value', new RegExp(String.raw`\bexport\s+(?:const|let|var)\s+${name}\b[^;]*?${value}`, 'g')],
    ['value', new RegExp(String.raw`\b(?:module\.)?exports\.${name}\s*${value}`, 'g')],
    ['function', new RegExp(String.raw`\bexport\s+(?:async\s+)?function\s*\*?\s*${name}\b`, 'g')],
    [
      'value',
      new RegExp(String.raw`\bmodule\.exports\s*=\s*\{[^}]*?(?<![\w.])${name}\s*:\s*`, 'g'),
    ],
    ['name', new RegExp(String.raw`\bmodule\.exports\s*=\s*\{[^}]*?(?<![\w.])(?=${name}\b)`, 'g')],
    ['name', new RegExp(String.raw`\bexport\s*\{(?:[^}]*?[\s,{])??(?=\w+\s+as\s+${name}\b)`, 'g')],
    ['name', new RegExp(String.raw`\bexport\s*\{(?:[^}]*?[\s,{])??(?=${name}\s*[,}])`, 'g')],
  ];
}

/** What a file exports by a name. */
export function findExport({ bare }: SourceText, name: string): ExportedHandler | undefined {
  const escaped = name.replace(/[^\w]/g, '\\$&');
  for (const [form, pattern] of waysToExport(escaped)) {
    const [match] = bare.matchAll(pattern);
    // What is exported from another file is not in this one.
    if (!match || /^[^;\n]*\}\s*from\b/.test(bare.slice(match.index + match[0].length))) continue;
    const start = match.index + match[0].length;
    return { form, name, from: match.index, start, end: endOfExpression(bare, start) };
  }
  return undefined;
}

/** Names that lead to other names are followed so often. */
const mostHops = 3;

function stateOf(
  source: SourceText,
  { form, start, end }: ExportedHandler,
): HandlerSource['state'] {
  if (form === 'function') return 'bare';
  let expression = source.bare.slice(start, end).trim();
  const isTraced = tracedBy(source);
  for (let hop = 0; hop <= mostHops; hop++) {
    if (isTraced.test(expression)) return 'wrapped';
    const [, name] = /^([\w$]+)(?:\s+as\s+\w+)?$/.exec(expression) ?? [];
    const value = name && valueIn(source, name);
    if (!value) break;
    expression = value;
  }
  return /^(?:async\b|function\b|\(|[\w$]+\s*=>)/.test(expression) ||
    !isMadeElsewhere(source, expression)
    ? 'bare'
    : 'unclear';
}

/** A call of a wrapper, also under a name that it was imported by. */
function tracedBy({ bare }: SourceText): RegExp {
  const aliases = [...bare.matchAll(new RegExp(String.raw`\b${wrappers}\s*(?:as|:)\s*(\w+)`, 'g'))];
  return new RegExp(
    String.raw`\b(?:${[wrappers, ...aliases.map(([, name]) => name)].join('|')})\s*\(`,
  );
}

/** What a name was given in this file. */
function valueIn({ bare }: SourceText, name: string): string | undefined {
  const escaped = name.replaceAll('$', '\\$');
  const declared = new RegExp(
    String.raw`\b(?:const|let|var)\s+${escaped}\b[^;]*?(?<![=!<>])=(?![=>])\s*`,
    'g',
  );
  const [match] = bare.matchAll(declared);
  if (!match)
    return new RegExp(String.raw`\bfunction\s*\*?\s*${escaped}\b`).test(bare)
      ? 'function'
      : undefined;
  const start = match.index + match[0].length;
  return bare.slice(start, endOfExpression(bare, start)).trim();
}

/** Whether what makes the handler is of another file of the project, which may trace it. */
function isMadeElsewhere({ code }: SourceText, expression: string): boolean {
  const [, maker = ''] = /^(?:await\s+|new\s+)?([\w$]+)/.exec(expression) ?? [];
  const name = maker.replaceAll('$', '\\$');
  const imported = String.raw`\bimport\b[^;'"]*\b${name}\b[^;'"]*\bfrom\s*['"](?:\.|[@~#]/)`;
  const required = String.raw`\b(?:const|let|var)\b[^;=]*\b${name}\b[^;=]*=\s*require\s*\(\s*['"]\.`;
  return name !== '' && new RegExp(`${imported}|${required}`).test(code);
}
