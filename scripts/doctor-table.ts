/** Prints the tables of problems in docs/doctor.md, made from the rules in code; with `--write`, puts them there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { deliveryProblems } from '../src/cli/doctor/local/judge-delivery.ts';
import { localRules } from '../src/cli/doctor/local/rules/index.ts';
import { rules } from '../src/cli/doctor/rules/index.ts';

/** A table of docs/doctor.md: what stands between its two marks, and what should. */
export interface ProblemTable {
  readonly inDocs: RegExp;
  readonly text: string;
}

const docs = 'docs/doctor.md';

/** The rules as Markdown tables, one line each: for deployed functions, and for projects. */
export const problemTables: readonly ProblemTable[] = [
  table('problems', rules),
  table('local-problems', [...localRules, ...deliveryProblems]),
];

interface Problem {
  readonly id: string;
  readonly severity: string;
  readonly meaning: string;
  readonly remedy: string;
}

function table(mark: string, problems: readonly Problem[]): ProblemTable {
  const rows = problems.map(({ id, severity, meaning, remedy }) =>
    row([`\`${id}\``, severity, `${meaning}.`, remedy]),
  );
  return {
    inDocs: new RegExp(`(?<=<!-- ${mark}:start -->\\n).*?(?=<!-- ${mark}:end -->)`, 's'),
    text: [
      row(['Problem', 'Level', 'Found when', 'What to do']),
      '|---|---|---|---|',
      ...rows,
      '',
    ].join('\n'),
  };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

if (import.meta.main) {
  if (process.argv.includes('--write')) {
    const page = readFileSync(docs, 'utf8');
    writeFileSync(
      docs,
      problemTables.reduce(
        (text, { inDocs, text: made }) => text.replace(inDocs, () => made),
        page,
      ),
    );
  } else {
    process.stdout.write(problemTables.map(({ text }) => text).join('\n'));
  }
}
