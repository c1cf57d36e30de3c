import type { TraceState } from '@opentelemetry/api';

/** https://www.w3.org/TR/trace-context-2/#tracestate-header-field-values. OpenTelemetry's own class has level 1's keys. */
const member = /^([a-z\d][a-z\d_\-*/@]{0,255})=([ -+\--<>-~]{0,255}[!-+\--<>-~])$/;
const mostMembers = 32;

/** A `tracestate`; undefined where it has no members, too many, or one that is none. */
export function parseTraceState(value: string): TraceState | undefined {
  const members = value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (members.length === 0 || members.length > mostMembers) return undefined;
  const entries = new Map<string, string>();
  for (const each of members) {
    const [, key, state] = member.exec(each) ?? [];
    if (key === undefined || state === undefined) return undefined;
    if (!entries.has(key)) entries.set(key, state);
  }
  return stateOf(entries);
}

/** What was written last comes first. */
function stateOf(entries: ReadonlyMap<string, string>): TraceState {
  const others = (key: string) => [...entries].filter(([name]) => name !== key);
  return {
    get: (key) => entries.get(key),
    set: (key, value) => {
      const isValid = member.test(`${key}=${value}`);
      const changed = isValid ? [[key, value] as const, ...others(key)] : [...entries];
      return stateOf(new Map(changed.slice(0, mostMembers)));
    },
    unset: (key) => stateOf(new Map(others(key))),
    serialize: () => [...entries].map(([key, value]) => `${key}=${value}`).join(','),
  };
}
