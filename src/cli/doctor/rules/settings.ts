import { knownVariables, nearestVariable } from '../../../config/known-variables.ts';
import type { Rule, Subject } from '../rule.ts';

const ofLogs = /^(?:ANTIFREEZE_CAPTURE_CONSOLE$|OTEL_EXPORTER_OTLP_LOGS_|OTEL_BLRP_)/;
const ofMetrics = /^OTEL_(?:EXPORTER_OTLP_METRICS_|METRIC_EXPORT_|METRICS_EXEMPLAR_FILTER$)/;

/** Whether the variables mean something. */
export const settingRules: readonly Rule[] = [
  {
    id: 'setting-invalid',
    severity: 'warning',
    meaning: 'A variable has a value that makes no sense; the function says so in its log, too',
    remedy:
      'Correct the variable, or remove it; docs/configuration.md of the package has all of them.',
    find: ({ read }) => {
      const elsewhere =
        /^OTEL_EXPORTER_OTLP_((TRACES|LOGS|METRICS)_)?ENDPOINT |^ANTIFREEZE_RELAY_QUEUE_URL|^a relay needs/;
      return read.warnings
        .filter((warning) => !elsewhere.test(warning))
        .map((warning) => `${withoutValue(warning)}.`);
    },
  },
  {
    id: 'variable-unknown',
    severity: 'warning',
    meaning: 'There is no variable of that name, most likely because of a typing mistake',
    remedy: 'Correct the name; docs/configuration.md of the package has all of them.',
    find: ({ described: { variables = {} } }) =>
      Object.keys(variables)
        .filter((name) => !knownVariables.has(name))
        .flatMap(complainAbout),
  },
  {
    id: 'variables-unreadable',
    severity: 'hint',
    holdsForGuesses: true,
    meaning: 'The variables are encrypted with a key that you may not use',
    remedy: 'Allow kms:Decrypt with the key of the function.',
    find: ({ described: { variables } }) =>
      variables ? [] : ["Its variables can't be read, so little can be said about it."],
  },
  {
    id: 'logs-off',
    severity: 'warning',
    meaning:
      'Settings of logs are there, but no `OTEL_LOGS_EXPORTER`, without which there are no logs',
    remedy: 'Set OTEL_LOGS_EXPORTER to otlp, or remove the others.',
    find: (subject) => unused(subject, 'OTEL_LOGS_EXPORTER', ofLogs, 'logs'),
  },
  {
    id: 'metrics-off',
    severity: 'warning',
    meaning:
      'Settings of metrics are there, but no `OTEL_METRICS_EXPORTER`, without which there are no metrics',
    remedy: 'Set OTEL_METRICS_EXPORTER to otlp or emf, or remove the others.',
    find: (subject) => unused(subject, 'OTEL_METRICS_EXPORTER', ofMetrics, 'metrics'),
  },
  {
    id: 'timeout-short',
    severity: 'warning',
    meaning: 'The time-out of the function is not longer than a flush may take',
    remedy: 'Raise the time-out of the function, or lower ANTIFREEZE_FLUSH_TIMEOUT.',
    find: ({ described: { timeout }, tracing, read }) => {
      const { flushTimeout } = read.config;
      return tracing.status === 'traced' && timeout * 1_000 <= flushTimeout
        ? [`Its time-out is ${timeout} s, and a flush may take ${flushTimeout} ms of that.`]
        : [];
    },
  },
];

/** Settings of a signal that is off. A relay has them for what it carries. */
function unused(
  { described: { variables = {}, relays } }: Subject,
  exporter: string,
  settings: RegExp,
  what: string,
): string[] {
  const isOn = !/^(?:none)?$/i.test(variables[exporter]?.trim() ?? '');
  const others = Object.keys(variables).filter((name) => settings.test(name));
  return isOn || relays.length > 0 || others.length === 0
    ? []
    : [`It has ${others.sort().join(', ')}, but ${what} are off.`];
}

/** No value is quoted: a secret may be in a variable that is not for secrets. */
function withoutValue(warning: string): string {
  return warning.replace(/^([A-Z_]+)=".*" /s, '$1 ');
}

function complainAbout(name: string): string[] {
  const nearest = nearestVariable(name);
  if (nearest) return [`There is no variable ${name}. Is ${nearest} meant?`];
  return name.startsWith('ANTIFREEZE_') ? [`There is no variable ${name}.`] : [];
}
