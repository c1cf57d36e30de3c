/** How severe a line is, as all logging libraries have it. */
export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** `SeverityNumber` of OpenTelemetry's logs. */
export const severities: Readonly<Record<Level, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  warn: 13,
  error: 17,
  fatal: 21,
};

const names: Readonly<Record<string, Level>> = {
  silly: 'trace',
  verbose: 'debug',
  notice: 'info',
  warning: 'warn',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
};

/** The level that a JSON line says: its name, or a number as pino and bunyan have it. Undefined where it says none. */
export function levelOf(said: unknown): Level | undefined {
  if (typeof said === 'number') return levelOfNumber(said);
  if (typeof said !== 'string') return undefined;
  const name = said.toLowerCase();
  return Object.hasOwn(severities, name) ? (name as Level) : namedOther(name);
}

function namedOther(name: string): Level | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** 10 is trace, 60 is fatal, and there may be others in between. */
function levelOfNumber(number: number): Level | undefined {
  const at = Math.floor(number / 10) - 1;
  return number >= 10 && number < 70 ? (Object.keys(severities) as Level[])[at] : undefined;
}
