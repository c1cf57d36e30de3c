import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Result } from './results.ts';
import { suites } from './suites/index.ts';
import type { Cell, SuiteName } from './suites/suite.ts';

/** What has been measured on one runtime, by the names of the peers. */
export interface Measured {
  readonly runtime: string;
  readonly results: Readonly<Record<string, Result>>;
}

const text = (name: string) =>
  readFileSync(join(import.meta.dirname, `text/${name}.md`), 'utf8').trim();

/** The page of all results, between the texts in `text/`. */
export function pageOf(measured: readonly Measured[]): string {
  const sections = measured.flatMap(({ runtime, results }) =>
    sectionsOf(runtime, Object.values(results)),
  );
  return `${[text('before'), versionsOf(measured), ...sections, text('after')].join('\n\n')}\n`;
}

function versionsOf(measured: readonly Measured[]): string {
  const results = measured.flatMap((each) => Object.values(each.results));
  const days = [...new Set(results.map(({ day }) => day))].sort();
  const rows = results
    .filter(({ peer }, index) => results.findIndex((other) => other.peer === peer) === index)
    .map(({ peer, packages }) => [peer, packages.map((each) => `\`${each}\``).join(', ')]);
  const when = days.length > 1 ? `from ${days[0]} to ${days.at(-1)}` : `on ${days[0]}`;
  return `Measured ${when}, on a machine with ${cpus().length} processors:\n\n${table(['', 'packages'], rows)}`;
}

function sectionsOf(runtime: string, results: readonly Result[]): string[] {
  const names = results.map(({ peer }) => peer);
  return [
    `## On ${runtime}`,
    table(['', ...names], summaryOf(runtime, results)),
    ...suites.flatMap(({ name }) => detailsOf(name, runtime, results)),
  ];
}

/** Of each suite, how many cases are as one would want them. */
function summaryOf(runtime: string, results: readonly Result[]): string[][] {
  return suites
    .filter(({ name }) => results.some(({ suites: cells }) => cells[name]))
    .map(({ name }) => [
      linkTo(headingOf(name, runtime)),
      ...results.map(({ suites: cells }) => countOf(cells[name])),
    ]);
}

function headingOf(name: SuiteName, runtime: string): string {
  return runtime === 'nodejs24.x' ? headings[name] : `${headings[name]}, ${runtime}`;
}

/** With the anchor that GitHub gives a heading. */
function linkTo(heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
  return `[${heading}](#${anchor})`;
}

function countOf(cells: Readonly<Record<string, Cell>> | undefined): string {
  const judged = Object.values(cells ?? {}).filter(({ isGood }) => isGood !== undefined);
  if (judged.length === 0) return 'not measured';
  return `${judged.filter(({ isGood }) => isGood).length} of ${judged.length}`;
}

const headings: Readonly<Record<SuiteName, string>> = {
  transparency: 'Handlers that behave as the bare one',
  freeze: 'The freeze',
  endings: 'How invocations end',
  bundling: 'Bundles',
  events: 'Events',
};

function detailsOf(name: SuiteName, runtime: string, results: readonly Result[]): string[] {
  const measured = results.filter(({ suites: cells }) => cells[name]);
  const titles = [
    ...new Set(measured.flatMap(({ suites: cells }) => Object.keys(cells[name] ?? {}))),
  ];
  if (titles.length === 0) return [];
  const cellsOf = (title: string) => measured.map(({ suites: cells }) => cells[name]?.[title]);
  // Where all are as one would want it, a long list says nothing.
  const shown =
    name === 'transparency'
      ? titles.filter((title) => cellsOf(title).some((cell) => cell?.text !== 'same'))
      : titles;
  const rows = shown.map((title) => [title, ...cellsOf(title).map(show)]);
  return [
    `### ${headingOf(name, runtime)}`,
    text(name)
      .replace('COUNT', String(titles.length))
      .replace('SAME', String(titles.length - shown.length)),
    table(['', ...measured.map(({ peer }) => peer)], rows),
  ];
}

function show(cell: Cell | undefined): string {
  if (cell === undefined) return 'not measured';
  if (cell.text === 'same') return '';
  return cell.isGood === false ? `**${cell.text}**` : cell.text;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
