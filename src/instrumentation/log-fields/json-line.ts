import type { LogFields } from '../../support/log-fields.ts';

/**
 * The same text with `fields` as the last ones of its object, to the letter as it was otherwise; undefined where it is no
 * JSON object. One that has some of the fields stays as it is.
 */
export function withFieldsInJson(text: string, fields: LogFields): string | undefined {
  const object = parseObject(text);
  if (!object) return undefined;
  const names = Object.keys(fields);
  if (names.length === 0 || names.some((name) => Object.hasOwn(object, name))) return text;
  const end = text.lastIndexOf('}');
  const comma = Object.keys(object).length === 0 ? '' : ',';
  return `${text.slice(0, end)}${comma}${JSON.stringify(fields).slice(1, -1)}${text.slice(end)}`;
}

/** Looks at the ends first: most lines are no JSON, and to parse them would cost. */
function parseObject(text: string): object | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    return undefined;
  }
}
