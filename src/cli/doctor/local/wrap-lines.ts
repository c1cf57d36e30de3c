import type { Lines } from './project.ts';
import { lineAt, type SourceText } from './source-text.ts';

/** A file that a handler was looked for in, and the name that it should export. */
export interface HandlerFile {
  readonly file: string;
  readonly text: string;
  readonly exportName: string;
  /** What traces it, and where that comes from: `traceLambda`, `antifreeze`. */
  readonly wrapper: string;
  readonly entry: string;
}

/** Where a file exports a handler: a value, a function that is declared there, or a name of something declared before. */
export interface ExportedHandler {
  readonly form: 'value' | 'function' | 'name';
  readonly name: string;
  /** Where the statement begins. */
  readonly from: number;
  /** Where the value begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** The lines that trace a handler, as its file is written. What is in its texts isn't repeated. */
export function wrapLines(
  { file, wrapper, entry }: HandlerFile,
  source: SourceText,
  exported: ExportedHandler,
): readonly Lines[] {
  const isModule = /^\s*(?:export|import)\b(?!\s*\()/m.test(source.bare);
  const load = isModule
    ? `import { ${wrapper} } from '${entry}';`
    : `const { ${wrapper} } = require('${entry}');`;
  const first = { file, where: 'above all other imports', text: load };
  return [first, ...changes(source, exported, wrapper).map((change) => ({ file, ...change }))];
}

type Change = Omit<Lines, 'file'>;

function changes(
  source: SourceText,
  exported: ExportedHandler,
  wrapper: string,
): readonly Change[] {
  if (exported.form === 'function') return renamed(source, exported, wrapper);
  if (exported.form === 'name') return named(source, exported, wrapper);
  const { text } = source;
  const { start, end, from } = exported;
  const [firstLine, lastLine] = [lineAt(text, start), lineAt(text, lastOf(source, start, end))];
  const head = text
    .slice(from, start)
    .replace(/^[^\n]*\n/s, (lines) => lines.split('\n').at(-1) ?? '');
  if (firstLine === lastLine) {
    const expression = shown(source, start, end);
    return [inPlaceOf(firstLine, `${head}${wrapper}(${expression})${restOfLine(source, end)}`)];
  }
  const lineEnd = source.bare.indexOf('\n', start);
  const lastStart = text.lastIndexOf('\n', lastOf(source, start, end)) + 1;
  const tail = shown(source, lastStart, lastOf(source, start, end) + 1);
  return [
    inPlaceOf(firstLine, `${head}${wrapper}(${shown(source, start, lineEnd)}`),
    inPlaceOf(lastLine, `${tail})${restOfLine(source, end)}`),
  ];
}

/** A declaration gets another name, and its own name goes to what traces it. */
function renamed(
  { text }: SourceText,
  { from, name }: ExportedHandler,
  wrapper: string,
): readonly Change[] {
  const line = lineAt(text, from);
  const isAsync = /^export\s+async\b/.test(text.slice(from));
  const bareName = `${name}Untraced`;
  return [
    inPlaceOf(line, `${isAsync ? 'async ' : ''}function ${bareName}(…`),
    { where: 'at the end', text: `export const ${name} = ${wrapper}(${bareName});` },
  ];
}

/** A name in a list can't be wrapped where it stands in an `export`; in an object of CommonJS it can. */
function named(
  { text }: SourceText,
  { from, start, name }: ExportedHandler,
  wrapper: string,
): readonly Change[] {
  const line = lineAt(text, start);
  if (!text.startsWith('export', from))
    return [{ where: `line ${line}, in place of ${name}`, text: `${name}: ${wrapper}(${name})` }];
  const [local = name] = /^[\w$]+/.exec(text.slice(start)) ?? [];
  const traced = `traced${local.charAt(0).toUpperCase()}${local.slice(1)}`;
  const listed = /^[\w$]+(?:\s+as\s+[\w$]+)?/.exec(text.slice(start))?.[0] ?? name;
  return [
    { where: `above line ${line}`, text: `const ${traced} = ${wrapper}(${local});` },
    { where: `line ${line}, in place of ${listed}`, text: `${traced} as ${name}` },
  ];
}

function inPlaceOf(line: number, text: string): Change {
  return { where: `line ${line}, in its place`, text };
}

function lastOf({ bare }: SourceText, start: number, end: number): number {
  return start + bare.slice(start, end).trimEnd().length - 1;
}

function restOfLine(source: SourceText, at: number): string {
  const lineEnd = source.text.indexOf('\n', at);
  return shown(source, at, lineEnd < 0 ? source.text.length : lineEnd);
}

/** A piece of one line, as it is, unless a text of the user's is in it. */
function shown({ text, code }: SourceText, start: number, end: number): string {
  const piece = code.slice(start, end).trimEnd();
  return /['"`]/.test(piece) ? '…' : text.slice(start, start + piece.length);
}
