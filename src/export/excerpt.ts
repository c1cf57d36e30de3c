import { readProxy } from '../config/proxy-server.ts';
import { guard } from '../support/guard.ts';

/** Of an answer, in characters. */
const longestExcerpt = 200;
/** Looked into of an answer, in bytes. */
const longestLook = 16 * 1024;
/** A part of a secret that is shorter tells nothing of it. */
const shortestPart = 6;

/** No literal, of which V8 looks up all of Unicode as soon as it reads over one: a twenty-fifth of a first invocation. */
const unreadable = String.raw`[\p{C}\s\ufffd]+`;

/**
 * The beginning of an answer on one line, without what it repeats of what we sent: `secrets`, their words and parts of
 * them, as they are or escaped.
 */
export function excerptOf(answer: string | Uint8Array, secrets: readonly string[]): string {
  const text =
    typeof answer === 'string' ? answer : Buffer.from(answer).toString('utf8', 0, longestLook);
  const hidden = secrets.flatMap(variantsOf).filter((secret) => secret !== '');
  const longestFirst = [...new Set(hidden)].toSorted((one, other) => other.length - one.length);
  let shown = text;
  for (const secret of longestFirst) shown = shown.replaceAll(secret, '***');
  return withoutParts(shown, hidden)
    .replace(new RegExp(unreadable, 'gu'), ' ')
    .trim()
    .slice(0, longestExcerpt);
}

/** Some servers shorten a key that they don't know. */
function withoutParts(text: string, secrets: readonly string[]): string {
  const partAt = (from: string, at: number) => from.slice(at, at + shortestPart);
  const parts = new Set(
    secrets.flatMap((secret) =>
      Array.from({ length: Math.max(0, secret.length - shortestPart + 1) }, (_, at) =>
        partAt(secret, at),
      ),
    ),
  );
  let shown = '';
  for (let at = 0, hiddenUntil = 0; at < text.length; at++) {
    if (parts.has(partAt(text, at))) {
      if (at >= hiddenUntil) shown += '***';
      hiddenUntil = at + shortestPart;
    }
    if (at >= hiddenUntil) shown += text[at];
  }
  return shown;
}

/** A value, its words, such as what follows `Bearer`, and what Basic credentials hold. */
function variantsOf(secret: string): string[] {
  const words = [secret, ...secret.split(/\s+/)];
  const basic = /^basic (.+)$/i.exec(secret)?.[1];
  const credentials = basic ? Buffer.from(basic, 'base64').toString() : '';
  return [...words, credentials, ...credentials.split(':')].flatMap((word) => {
    const form = new URLSearchParams({ word }).toString().slice('word='.length);
    const html = word.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
    return [word, form, form.replaceAll('+', '%20'), JSON.stringify(word).slice(1, -1), html];
  });
}

/** All that a request carries that must not be shown. */
export function secretsOf(url: URL, headers: Readonly<Record<string, string>>): string[] {
  const { username, password, search } = url;
  const [name = '', word = ''] = new URLSearchParams(
    `${username}&${password}`.replaceAll('+', '%2B'),
  ).keys();
  const query = [...new URLSearchParams(search).values()];
  const proxy = guard('reading the proxy', () => readProxy(url))?.authorization ?? '';
  return [
    ...Object.values(headers),
    proxy,
    username,
    password,
    name,
    word,
    search.slice(1),
    ...query,
  ];
}
