import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** The latest good answer, which outlives the process. */
export interface KeptAnswer {
  read(): string | undefined;
  write(answer: string): void;
}

/** Keeps it in `folder`, in a file that is replaced as a whole. Where that can't be had, nothing is kept. */
export function keptAnswer(folder: string, url: string): KeptAnswer {
  const path = `${folder}/sampling-${hash(url)}.json`;
  return {
    read() {
      try {
        const { asked, answer } = JSON.parse(readFileSync(path, 'utf8'));
        return asked === url && typeof answer === 'string' ? answer : undefined;
      } catch {
        return undefined;
      }
    },
    write(answer) {
      try {
        mkdirSync(folder, { mode: 0o700 });
      } catch {
        // It is there already, as a rule.
      }
      const fresh = `${path}.${process.pid}`;
      try {
        writeFileSync(fresh, JSON.stringify({ asked: url, answer }), { mode: 0o600 });
        renameSync(fresh, path);
      } catch {
        // A full disk, for one. The next process asks again.
      }
    },
  };
}

/** FNV-1a: names of services may hold anything. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text)
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (value >>> 0).toString(16);
}
