/** Prints the table of settings, made from the table in code; with `--write`, puts it into docs/configuration.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { defaults } from '../src/config/defaults.ts';
import { captureDefaults } from '../src/config/read-capture.ts';
import { type SettingKey, settingDocs } from '../src/config/setting-docs.ts';
import { type Setting, settings } from '../src/config/settings.ts';

/** Where the table is, for readers. */
export const configPage = 'docs/configuration.md';

/** Matches what stands between the two marks in that page. */
export const tableInPage: RegExp = /(?<=<!-- config:start -->\n).*?(?=<!-- config:end -->)/s;

/** The settings as a Markdown table, one line each. */
export function configTable(): string {
  const all: Record<SettingKey, Pick<Setting<unknown>, 'sources'>> = {
    ...settings.general,
    ...settings.sampling,
    ...settings.otlp,
    ...settings.relay,
    ...settings.capture,
    ...settings.limits,
    ...settings.parts,
  };
  const fallbacks: Record<string, unknown> = Object.assign(
    {},
    ...Object.values(defaults),
    captureDefaults,
  );
  const rows = (Object.keys(settingDocs) as SettingKey[]).map((key) => {
    const { sources } = all[key];
    const variables = sources.filter(isVariable);
    const options = sources.filter((source) => !isVariable(source));
    const { meaning, fallback: said = shown(fallbacks[key]) } = settingDocs[key];
    return row([code(options), code(variables), said, meaning]);
  });
  return [row(['Option', 'Variable', 'Default', 'Meaning']), '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
}

function isVariable(source: string): boolean {
  return /^[A-Z]/.test(source);
}

function shown(fallback: unknown): string {
  const text = typeof fallback === 'object' ? Object.values(fallback ?? {}).join() : fallback;
  return text === undefined || text === '' ? 'none' : `\`${text}\``;
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (import.meta.main) {
  if (process.argv.includes('--write')) {
    const page = readFileSync(configPage, 'utf8');
    writeFileSync(
      configPage,
      page.replace(tableInPage, () => configTable()),
    );
  } else {
    process.stdout.write(configTable());
  }
}
