/** Prints the table of problems in docs/doctor.md, made from the rules in code; with `--write`, puts it there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { rules } from '../src/cli/doctor/rules/index.ts';

/** Matches what stands between the two marks in docs/doctor.md. */
export const tableInDocs: RegExp = /(?<=<!-- problems:start -->\n).*?(?=<!-- problems:end -->)/s;

const docs = 'docs/doctor.md';

/** The rules as a Markdown table, one line each. */
export function doctorTable(): string {
  const rows = rules.map(({ id, severity, meaning, remedy }) =>
    row([`\`${id}\``, severity, `${meaning}.`, remedy]),
  );
  return [
    row(['Problem', 'Level', 'Found when', 'What to do']),
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

if (import.meta.main) {
  if (process.argv.includes('--write')) {
    const page = readFileSync(docs, 'utf8');
    writeFileSync(
      docs,
      page.replace(tableInDocs, () => doctorTable()),
    );
  } else {
    process.stdout.write(doctorTable());
  }
}
