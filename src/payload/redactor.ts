import { percentDecoded } from '../support/percent-decoded.ts';
import { type Members, membersOf } from './members.ts';
import { CutText, parseCutJson, parseJsonAt } from './parse-cut-json.ts';
import { redacted } from './redacted.ts';
import { redactPairs } from './secret-pairs.ts';
import { type IsSecret, secretPaths } from './secret-paths.ts';
import { redactValues } from './secret-values.ts';
import { bytesOfBase64, textOfBytes } from './text-of-bytes.ts';
import { wholeWords } from './whole-words.ts';

const { types } = process.getBuiltinModule('node:util');

/** What is kept secret beside the defaults. */
export interface RedactionRules {
  /** Names, or the ends of paths with dots, where `*` is any one name: `iban`, `customer.email`. */
  readonly names: readonly string[];
  readonly values: readonly RegExp[];
  /** Gives what is shown of a value, or throws, and nothing of the whole payload is. */
  readonly own?: ((value: string | number, path: readonly string[]) => unknown) | undefined;
}

/** Makes of any payload a text of at most `limit` characters without secrets, and never changes what it is given. */
export type Redact = (payload: unknown, limit: number) => string;

/** Texts within texts, such as JSON in a string in JSON. */
const mostTexts = 8;
const mostLevels = 32;
/** What is read of all texts of a payload, in times of what may be shown of it. */
const mostRead = 16;
/** Less than that isn't worth a member. */
const leastRoom = 32;
/** Shorter names hold none. */
const leastSecret = 8;
/** What the end of a list or an object takes. */
const roomForEnd = 10;
const cutMark = '…';
/** What goes by a label: `{ name: 'password', value: '…' }`. */
const labelled = /value|content|default|data/i;
const nothing = /(?!)/;
/** Encoded for URLs: quotes, and what stands between names and values. */
const telling = /%(?:22|25|26|3a|3d|5b|7b)/i;
/** `{"a"`, `[{`, `[]` */
const beginningOfJson = /[{[](?=\s{0,32}["{[\]}])/g;
/** Longer texts in base64 that aren't text are files. */
const longBase64 = 64;

export function createRedactor(rules: RedactionRules): Redact {
  const isSecret = secretPaths(rules.names);
  return (payload, limit) => new Redaction(rules, isSecret, limit).run(payload);
}

/** Where in a payload something stands. */
interface Place {
  /** The characters that are left for it. */
  readonly room: number;
  readonly path: readonly string[];
  /** How many texts it is in, and how many objects and lists. */
  readonly texts: number;
  readonly level: number;
}

/** The redaction of one payload: what it reads and writes has a limit. */
class Redaction {
  readonly #rules: RedactionRules;
  readonly #isSecret: IsSecret;
  readonly #limit: number;
  #unread: number;

  constructor(rules: RedactionRules, isSecret: IsSecret, limit: number) {
    this.#rules = rules;
    this.#isSecret = isSecret;
    this.#limit = limit;
    this.#unread = limit * mostRead;
  }

  run(payload: unknown): string {
    const place = { room: this.#limit, path: [], texts: 0, level: 0 };
    return cut(
      isText(payload) ? this.#text(payload, place) : this.#json(payload, place),
      this.#limit,
    );
  }

  /** A text, or what is in it. */
  #text(given: string | CutText | Uint8Array, place: Place): string {
    const { text, isCut, size } = this.#read(given, place);
    if (text === undefined) return measured(size);
    if (place.texts > mostTexts) return redacted;
    const own = this.#own(text, place);
    if (typeof own !== 'string') return redacted;
    const inside = { ...place, texts: place.texts + 1 };
    const within = this.#asJson(own, inside) ?? this.#asBase64(own, isCut, size, inside);
    if (within !== undefined) return within;
    const shown = this.#asPlain(isCut ? wholeWords(own) : own, inside);
    return isCut ? `${cut(shown, place.room - 1)}${cutMark}` : cut(shown, place.room);
  }

  /** No more than could come to be shown. */
  #read(given: string | CutText | Uint8Array, { room }: Place) {
    const whole = given instanceof CutText ? given.text : given;
    const most = Math.max(0, Math.min(2 * room + longBase64, this.#unread));
    const part = whole.length > most ? whole.slice(0, most) : whole;
    this.#unread -= part.length;
    const text = typeof part === 'string' ? part : textOfBytes(part);
    return { text, size: whole.length, isCut: part !== whole || given instanceof CutText };
  }

  #own(value: string | number, { path }: Place): unknown {
    return this.#rules.own ? this.#rules.own(value, path) : value;
  }

  #asJson(text: string, place: Place): string | undefined {
    if (!/^\s*[{["]/.test(text)) return undefined;
    const values = parseCutJson(text);
    const room = Math.floor(place.room / (values?.length ?? 1));
    return values?.map((value) => this.#json(value, { ...place, room })).join('\n');
  }

  /** Undefined where there is nothing to hide within. */
  #asBase64(text: string, isCut: boolean, size: number, place: Place): string | undefined {
    const bytes = bytesOfBase64(text);
    if (!bytes) return undefined;
    const inner = textOfBytes(bytes);
    if (inner === undefined) return isFile(text) ? measured(Math.floor((size * 3) / 4)) : undefined;
    const shown = this.#text(isCut ? new CutText(inner) : inner, place);
    return shown === inner ? undefined : shown;
  }

  #asPlain(text: string, place: Place): string {
    const clean = redactPairs(
      redactValues(this.#withJson(text, place), this.#rules.values),
      (name) => this.#isSecret([...place.path, name]),
    );
    if (!telling.test(clean)) return clean;
    const inner = percentDecoded(clean);
    const shown = this.#text(inner, place);
    return shown === inner ? clean : shown;
  }

  /** JSON in the middle of a text. What can't be looked into any more is left out. */
  #withJson(text: string, place: Place): string {
    let shown = '';
    let done = 0;
    for (const { index } of text.matchAll(beginningOfJson)) {
      if (index < done) continue;
      const { value, end } = parseJsonAt(text, index);
      this.#unread -= end - index;
      if (this.#unread < 0) return `${shown}${text.slice(done, index)}${cutMark}`;
      if (value === undefined) continue;
      shown += text.slice(done, index) + this.#json(value, place);
      done = end;
    }
    return shown + text.slice(done);
  }

  /** Whole JSON, also where it is cut. */
  #json(value: unknown, place: Place): string {
    if (isText(value)) return quotedWithin(this.#text(value, place), place.room);
    if (typeof value === 'number' || typeof value === 'bigint') return this.#number(value, place);
    if (typeof value !== 'object' || value === null) return String(value ?? null);
    const members = membersOf(value);
    if (typeof members === 'string') return JSON.stringify(members);
    if (place.level > mostLevels) return JSON.stringify(cutMark);
    return members.isList ? this.#list(members, place) : this.#record(members, place);
  }

  #number(value: number | bigint, place: Place): string {
    const own = this.#own(Number(value), place);
    if (typeof own !== 'number' && typeof own !== 'string') return quoted;
    const text = own === Number(value) ? String(value) : String(own);
    const shown = redactValues(text, this.#rules.values);
    return shown === String(value) && Number.isFinite(own) ? shown : JSON.stringify(shown);
  }

  #list({ entries, isCut }: Members, place: Place): string {
    let shown = '';
    let before: unknown;
    for (const [, item] of entries) {
      const room = place.room - shown.length - roomForEnd;
      if (room < leastRoom) return `[${shown},"${cutMark}"]`;
      // A name before its value, as in the raw headers of Node.js.
      const isSecret = typeof before === 'string' && !/\s/.test(before) && this.#isSecret([before]);
      shown +=
        (shown && ',') +
        (isSecret && !isHarmless(item) ? quoted : this.#json(item, deeper(place, room)));
      before = item;
    }
    return isCut ? `[${shown}${shown && ','}"${cutMark}"]` : `[${shown}]`;
  }

  #record({ entries, isCut, labels }: Members, place: Place): string {
    const hidden = labels.some((label) => this.#isSecret([label])) ? labelled : nothing;
    const isHidden = (path: readonly string[], name: string, value: unknown) =>
      this.#isSecret(path) ||
      hidden.test(name) ||
      // The label may be what is missing.
      (isCut && isText(value) && /value/i.test(name));
    let shown = '';
    for (const [given, value] of entries) {
      const name = JSON.stringify(this.#name(given));
      const room = place.room - shown.length - name.length - roomForEnd;
      if (room < leastRoom) return cutRecord(shown);
      const path = [...place.path, given];
      const hides = !isHarmless(value) && isHidden(path, given, value);
      const shownValue = hides ? quoted : this.#json(value, { ...deeper(place, room), path });
      shown += `${shown && ','}${name}:${shownValue}`;
    }
    return isCut ? cutRecord(shown) : `{${shown}}`;
  }

  /** A name may be what is secret. */
  #name(given: string): string {
    const name = given.length > this.#limit ? wholeWords(given.slice(0, this.#limit)) : given;
    this.#unread -= name.length;
    if (name.length < leastSecret && this.#rules.values.length === 0) return name;
    return redactPairs(redactValues(name, this.#rules.values), (each) => this.#isSecret([each]));
  }
}

const quoted = JSON.stringify(redacted);

function cutRecord(shown: string): string {
  return `{${shown}${shown && ','}"${cutMark}":""}`;
}

function isText(value: unknown): value is string | CutText | Uint8Array {
  if (typeof value === 'string') return true;
  return types.isUint8Array(value) || (!types.isProxy(value) && value instanceof CutText);
}

/** What can be no secret, whatever its name. */
function isHarmless(value: unknown): boolean {
  return typeof value === 'boolean' || value === null || value === undefined || value === '';
}

function deeper(place: Place, room: number): Place {
  return { ...place, room, level: place.level + 1 };
}

function measured(size: number): string {
  return `[binary: ${size} bytes]`;
}

/** Whether a text in base64 is binary: one in hexadecimal digits is a name. */
function isFile(text: string): boolean {
  return text.length >= longBase64 && !/^[\da-f-]+$/i.test(text);
}

/** In JSON, which may be longer than the text. */
function quotedWithin(text: string, room: number): string {
  let shown = JSON.stringify(text);
  for (let kept = text.length; shown.length > room && kept > 0; ) {
    kept = Math.floor((kept * (room - 2)) / shown.length);
    shown = JSON.stringify(cut(text, kept));
  }
  return shown;
}

function cut(text: string, room: number): string {
  return text.length <= room
    ? text
    : `${text.slice(0, Math.max(0, room - 1)).toWellFormed()}${cutMark}`;
}
