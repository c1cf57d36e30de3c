import type { Context } from '@opentelemetry/api';
import { type ContextFields, carriesContext, contextOf, isPassedOn } from './context-fields.ts';
import { contextFromHeaders } from './headers.ts';

/**
 * A JSON object's text with `fields` as its first members, and the rest as it was, so that no number loses digits.
 * So an event's `Detail` (EventBridge), an execution's input (Step Functions) and a record's data (Kinesis) carry context.
 * Undefined where the text is no JSON object, or carries a context of another trace.
 */
export function withJsonContext(json: string, fields: ContextFields): string | undefined {
  const start = json.indexOf('{');
  if (start < 0 || json.slice(0, start).trim() !== '') return undefined;
  const members = parse(json);
  if (!members) return undefined;
  if (carriesContext(members, fields)) return renewed(json, members, fields);
  return insert(json, members, fields);
}

function insert(json: string, members: Members, fields: ContextFields): string {
  const start = json.indexOf('{');
  const added = JSON.stringify(fields).slice(1, -1);
  const separator = added !== '' && Object.keys(members).length > 0 ? ',' : '';
  return json.slice(0, start + 1) + added + separator + json.slice(start + 1);
}

/** With other values of the fields that were passed on. Undefined where these can't be told from members further down. */
function renewed(json: string, members: Members, fields: ContextFields): string | undefined {
  if (!isPassedOn(contextFromJson(members), contextOf(fields))) return undefined;
  const missing: Record<string, string> = {};
  let text = json;
  for (const [name, value] of Object.entries(fields)) {
    if (Object.hasOwn(members, name)) text = replace(text, name, members[name], value);
    else missing[name] = value;
  }
  const changed = insert(text, members, missing);
  const result = parse(changed);
  return Object.keys(fields).every((name) => result?.[name] === fields[name]) ? changed : undefined;
}

function replace(json: string, name: string, old: unknown, value: string): string {
  const member = `("${name}"\\s*:\\s*)${JSON.stringify(old).replace(/\W/g, '\\$&')}`;
  return json.replace(new RegExp(member), (_, start) => start + JSON.stringify(value));
}

/** The context that a parsed JSON object carries in its members. */
export function contextFromJson(value: unknown): Context | undefined {
  return typeof value === 'object' && value !== null
    ? contextFromHeaders(value as Record<string, unknown>)
    : undefined;
}

type Members = Readonly<Record<string, unknown>>;

function parse(json: string): Members | undefined {
  try {
    return JSON.parse(json) as Members;
  } catch {
    return undefined;
  }
}
