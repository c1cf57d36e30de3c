import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { ProjectFiles } from './project-files.ts';

/** A file of YAML or JSON. */
export interface ParsedFile {
  readonly file: string;
  /** Short forms of CloudFormation's functions are as the long ones: `!Ref Queue` is `{ Ref: 'Queue' }`. */
  readonly value: unknown;
  /** The line that something begins at. */
  lineOf(...path: readonly (string | number)[]): number | undefined;
}

/** No configuration has more; aliases of aliases may. */
const mostNodes = 200_000;
const deepest = 500;

/** Reads the first of the files that is there. Undefined where none is, or it is no YAML, which is a gap then. */
export function readYaml(files: ProjectFiles, ...names: readonly string[]): ParsedFile | undefined {
  const file = names.find((name) => files.has(name));
  const text = file && files.read(file);
  if (!file || text === undefined) return undefined;
  try {
    return parse(file, text);
  } catch (error) {
    // A message of the parser's would quote what is there.
    const [{ line } = { line: undefined }] =
      (error as { linePos?: [{ line: number }] }).linePos ?? [];
    files.gaps.add(file, `it is not valid YAML${line ? `: see line ${line}` : ''}`);
    return undefined;
  }
}

function parse(file: string, text: string): ParsedFile {
  if (isTooDeep(text)) throw new Error('too deep');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: true,
    logLevel: 'silent',
    uniqueKeys: false,
    merge: true,
  });
  const [problem] = document.errors;
  if (problem) throw problem;
  return {
    file,
    value: plainOf(document),
    lineOf(...path) {
      const node = document.getIn(path, true) as Node | undefined;
      const range = keyRange(document, path) ?? node?.range;
      return range ? lineCounter.linePos(range[0]).line : undefined;
    },
  };
}

/** The parser takes minutes for what nobody writes. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (bracket === '[' || bracket === '{' ? 1 : -1));
    if (depth > deepest) return true;
  }
  return /(?:[-?:] +){100}/.test(text);
}

/** Where a key stands; its value may begin on the next line. */
function keyRange(document: Document, path: readonly (string | number)[]) {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  return isPair(pair) && isScalar(pair.key) ? pair.key.range : undefined;
}

function plainOf(document: Document): unknown {
  let left = mostNodes;
  const anchored = new Map<string, unknown>();

  function visit(node: unknown): unknown {
    left -= 1;
    if (left < 0) throw new Error('too much');
    if (isAlias(node)) return visit(anchored.get(node.source));
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor) anchored.set(anchor, node);
    const value = valueIn(node);
    const tag = (node as Node | null)?.tag;
    return tag && /^![A-Za-z]/.test(tag) ? { [longForm(tag)]: value } : value;
  }

  function valueIn(node: unknown): unknown {
    if (isSeq(node)) return node.items.map(visit);
    if (!isMap(node)) return isScalar(node) ? node.value : undefined;
    const merged = node.items.flatMap(({ key, value }) =>
      isScalar(key) && isMergeKey(key.value) ? mergedFrom(visit(value)) : [],
    );
    const own = node.items.flatMap(({ key, value }) =>
      isScalar(key) && !isMergeKey(key.value) ? [[String(key.value), visit(value)] as const] : [],
    );
    return Object.fromEntries([...merged, ...own]);
  }

  return visit(document.contents);
}

function isMergeKey(key: unknown): boolean {
  return key === '<<' || (typeof key === 'symbol' && key.description === '<<');
}

/** `<<: *defaults`, or a list of such. */
function mergedFrom(value: unknown): [string, unknown][] {
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => (each && typeof each === 'object' ? Object.entries(each) : []));
}

function longForm(tag: string): string {
  const name = tag.slice(1);
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}
