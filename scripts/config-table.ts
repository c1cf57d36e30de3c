/** Prints the tables of settings, made from those in code; with `--write`, puts them where they are read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { defaults } from '../src/config/defaults.ts';
import { captureDefaults } from '../src/config/read-capture.ts';
import type { Setting } from '../src/config/setting.ts';
import { type SettingDoc, type SettingKey, settingDocs } from '../src/config/setting-docs.ts';
import { settings } from '../src/config/settings.ts';
import { signalDefaults } from '../src/config/signal-defaults.ts';
import { signalDocs } from '../src/config/signal-docs.ts';
import { signalSettings } from '../src/config/signal-settings.ts';

/** Matches what stands between the two marks in a page. */
export const tableInPage: RegExp = /(?<=<!-- config:start -->\n).*?(?=<!-- config:end -->)/s;

/** The pages that have a table. */
export const tables: Readonly<Record<string, () => string>> = {
  'docs/configuration.md': configTable,
  'docs/logs-and-metrics.md': signalsTable,
};

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
  const keys = Object.keys(settingDocs) as SettingKey[];
  return table(keys.map((key) => settingRow(all[key], settingDocs[key], fallbacks[key])));
}

/** The settings of logs and metrics, in the same form. */
export function signalsTable(): string {
  const rows = (['logs', 'logsOtlp', 'metrics', 'metricsOtlp'] as const).flatMap((group) => {
    const docs: Record<string, SettingDoc> = signalDocs[group];
    return Object.entries(docs).map(([key, doc]) =>
      settingRow(
        Reflect.get(signalSettings[group], key),
        doc,
        Reflect.get(signalDefaults[group], key),
      ),
    );
  });
  return table(rows);
}

function settingRow(
  { sources }: Pick<Setting<unknown>, 'sources'>,
  { meaning, fallback }: SettingDoc,
  unset: unknown,
): string {
  const variables = sources.filter(isVariable);
  const options = sources.filter((source) => !isVariable(source));
  return row([code(options), code(variables), fallback ?? shown(unset), meaning]);
}

function table(rows: readonly string[]): string {
  const head = row(['Option', 'Variable', 'Default', 'Meaning']);
  return [head, '|---|---|---|---|', ...rows, ''].join('\n');
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
    for (const [page, print] of Object.entries(tables))
      writeFileSync(page, readFileSync(page, 'utf8').replace(tableInPage, print));
  } else {
    process.stdout.write(configTable());
  }
}
