/** JavaScript or TypeScript as text, with places that are the same in all three. */
export interface SourceText {
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  /** Without what is in texts and regular expressions, either: every bracket in it is one. */
  readonly bare: string;
}

/** What looks like code and is none: comments, texts, templates, and regular expressions where one may stand. */
const notCode =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|(?<=(?:^|[(,=:[!&|?{};]|\breturn)[ \t]*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;

/** Tells code from what only looks like it. */
export function sourceText(text: string): SourceText {
  const isComment = (piece: string) => /^\/[/*]/.test(piece);
  return {
    text,
    code: text.replace(notCode, (piece) => (isComment(piece) ? blank(piece) : piece)),
    bare: text.replace(notCode, (piece) =>
      isComment(piece) ? blank(piece) : `${piece[0]}${blank(piece.slice(1, -1))}${piece.at(-1)}`,
    ),
  };
}

function blank(piece: string): string {
  return piece.replace(/[^\n]/g, ' ');
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The place of the bracket that closes the one at `open`; the end of the text where none does. */
export function closingBracket(bare: string, open: number): number {
  const waiting: string[] = [];
  for (let at = open; at < bare.length; at++) {
    const character = bare[at] ?? '';
    const closer = closing[character];
    if (closer) waiting.push(closer);
    else if (character === waiting.at(-1)) waiting.pop();
    if (waiting.length === 0) return at;
  }
  return bare.length;
}

/** Where the expression that begins at `start` ends: before what can't go on with it. */
export function endOfExpression(bare: string, start: number): number {
  let at = start;
  while (at < bare.length) {
    const character = bare[at] ?? '';
    if (/[;,)\]}]/.test(character)) return at;
    if (character === '\n' && isComplete(bare, start, at)) return at;
    at = character in closing ? closingBracket(bare, at) + 1 : at + 1;
  }
  return at;
}

/** Whether a line that ends here ends its statement. */
function isComplete(bare: string, start: number, end: number): boolean {
  const before = bare.slice(start, end).trimEnd();
  return before !== '' && !/[=>(,&|?:+-]$/.test(before) && !/^\s*[.?:&|=]/.test(bare.slice(end));
}

/** The number of the line that a place is in, from 1. */
export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

/** What follows a name such as `runtime:` of an object that is written in code; `undefined` where there is none. */
export function propertyOf(object: SourceText, name: string): string | undefined {
  const [match] = object.bare.matchAll(new RegExp(`(?<![\\w.])['"]?${name}['"]?\\s*:\\s*`, 'g'));
  if (!match) return undefined;
  const start = match.index + match[0].length;
  return object.code.slice(start, endOfExpression(object.bare, start)).trim();
}

/** A part of the source. */
export function slice({ text, code, bare }: SourceText, start: number, end: number): SourceText {
  return {
    text: text.slice(start, end),
    code: code.slice(start, end),
    bare: bare.slice(start, end),
  };
}

/** What a text in quotes says; undefined for any other expression. */
export function unquoted(expression: string | undefined): string | undefined {
  return /^(['"`])([^'"`$\\]*)\1$/.exec(expression ?? '')?.[2];
}
