import type { DeclaredFunction } from './project.ts';

/** An object of a configuration; empty for anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A list of a configuration; empty for anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that stands in the configuration as it counts; undefined for what comes from elsewhere. */
export function literal(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && !value.includes('${') ? value : undefined;
}

/** A number, also where it is written as a text. */
export function number(value: unknown): number | undefined {
  const given = Number(literal(value) ?? Number.NaN);
  return Number.isFinite(given) ? given : undefined;
}

/** Variables of a function: their values, and the names of those whose value isn't here. */
export function variablesIn(
  ...values: readonly unknown[]
): Pick<DeclaredFunction, 'variables' | 'references'> {
  const all = Object.entries(Object.assign({}, ...values.map(record)) as Record<string, unknown>);
  const variables = all.flatMap(([name, value]) => {
    const known = literal(value);
    return known === undefined ? [] : [[name, known] as const];
  });
  return {
    variables: Object.fromEntries(variables),
    references: all.flatMap(([name, value]) => (literal(value) === undefined ? name : [])),
  };
}

/** A module and what it exports, of such as `src/index.handler`. */
export function splitHandler(handler: string): { module: string; exportName: string } {
  const [, module = handler, exportName = 'handler'] =
    /^(.*?[^/.][^/.]*)\.([^/]+)$/.exec(handler) ?? [];
  return { module, exportName };
}
