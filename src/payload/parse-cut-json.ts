/** An object or a list in JSON, of which the end may be missing. */
export class Parsed {
  /** Of a list the names are empty. A name may come twice. */
  readonly members: (readonly [name: string, value: unknown])[] = [];
  readonly isList: boolean;
  /** Whether the text ended within it. */
  isCut = true;

  constructor(isList: boolean) {
    this.isList = isList;
  }
}

/** A string, or whatever else, that the text ended in. */
export class CutText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** More levels than any payload has, and fewer than would fill the stack. */
const mostLevels = 64;

/**
 * Reads a text of one or several values in JSON as far as it goes. Undefined where it is something else. Each character is
 * read once.
 */
export function parseCutJson(text: string): unknown[] | undefined {
  const reader = new Reader(text);
  const values: unknown[] = [];
  try {
    reader.skipSpace();
    while (!reader.isAtEnd()) {
      values.push(reader.value(0));
      reader.skipSpace();
    }
  } catch {
    return undefined;
  }
  return values.length > 0 ? values : undefined;
}

/** One value within a text, or how far it could be read before it turned out to be none. */
export function parseJsonAt(
  text: string,
  place: number,
): { value?: unknown; readonly end: number } {
  const reader = new Reader(text, place);
  try {
    const value = reader.value(0);
    return { value, end: reader.place() };
  } catch {
    return { end: reader.place() };
  }
}

/** The same each time, as to make one costs more than all else. */
const noJson = new SyntaxError('no JSON');

const space = /[\t\n\r ]*/y;
const string = /"([^"\\]*(?:\\.[^"\\]*)*)("?)/sy;
const plain = /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** The beginning of a word or number, at the end of the text. */
const begun = /[a-z\d.+-]+$/iy;

class Reader {
  readonly #text: string;
  #place: number;

  constructor(text: string, place = 0) {
    this.#text = text;
    this.#place = place;
  }

  place(): number {
    return this.#place;
  }

  isAtEnd(): boolean {
    return this.#place >= this.#text.length;
  }

  skipSpace(): void {
    this.#take(space);
  }

  value(level: number): unknown {
    const first = this.#text[this.#place];
    if (level > mostLevels) throw noJson;
    if (first === '{') return this.#collection(new Parsed(false), '}', level);
    if (first === '[') return this.#collection(new Parsed(true), ']', level);
    return first === '"' ? this.#string() : this.#plain();
  }

  #collection(parsed: Parsed, end: string, level: number): Parsed {
    this.#place += 1;
    this.skipSpace();
    if (this.#skip(end)) parsed.isCut = false;
    while (parsed.isCut && !this.isAtEnd()) {
      const member = this.#member(parsed.isList, level);
      if (member) parsed.members.push(member);
      this.skipSpace();
      if (this.#skip(end)) parsed.isCut = false;
      else if (!this.isAtEnd()) this.#expect(',');
      this.skipSpace();
    }
    return parsed;
  }

  #member(isList: boolean, level: number): readonly [string, unknown] | undefined {
    if (isList) return ['', this.value(level + 1)];
    if (this.#text[this.#place] !== '"') throw noJson;
    const name = this.#string();
    this.skipSpace();
    // A name without a value says nothing.
    if (this.isAtEnd() || name instanceof CutText) return undefined;
    this.#expect(':');
    this.skipSpace();
    return this.isAtEnd() ? undefined : [String(name), this.value(level + 1)];
  }

  #string(): string | CutText {
    const [, content = '', end] = this.#take(string) ?? [];
    if (!end && !this.isAtEnd()) this.#place = this.#text.length;
    return end
      ? unescaped(content)
      : new CutText(unescaped(content.replace(/\\u[\da-f]{0,3}$/i, '')));
  }

  #plain(): unknown {
    const [found] = this.#take(plain) ?? [];
    if (found === undefined) return this.#begun();
    // More digits may have followed.
    if (this.isAtEnd() && /\d$/.test(found)) return new CutText(found);
    if (/[\w.]/.test(this.#text[this.#place] ?? ' ')) throw noJson;
    return isExact(found) ? JSON.parse(found) : found;
  }

  #begun(): CutText {
    if (!this.#take(begun)) throw noJson;
    return new CutText('');
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#place;
    const found = pattern.exec(this.#text);
    this.#place += found?.[0].length ?? 0;
    return found;
  }

  #skip(character: string): boolean {
    const isThere = this.#text[this.#place] === character;
    if (isThere) this.#place += 1;
    return isThere;
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw noJson;
  }
}

/** Longer numbers would lose digits. */
function isExact(found: string): boolean {
  return found.length < 16;
}

function unescaped(content: string): string {
  return content.includes('\\') ? JSON.parse(`"${content}"`) : content;
}
