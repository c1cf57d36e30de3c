import type { Context } from '@opentelemetry/api';
import { type ContextFields, carriesContext, readyFor } from './context-fields.ts';
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
  if (!members || !readyFor(fields, members)) return undefined;
  // What was passed on may stand anywhere.
  if (carriesContext(members, fields)) return JSON.stringify({ ...parseExactly(json), ...fields });

  const added = JSON.stringify(fields).slice(0, -1);
  const separator = Object.keys(members).length > 0 ? ',' : '';
  return json.slice(0, start) + added + separator + json.slice(start + 1);
}

/** The context that a parsed JSON object carries in its members. */
export function contextFromJson(value: unknown): Context | undefined {
  return typeof value === 'object' && value !== null
    ? contextFromHeaders(value as Record<string, unknown>)
    : undefined;
}

function parse(json: string): object | undefined {
  try {
    return JSON.parse(json) as object;
  } catch {
    return undefined;
  }
}

/** The part of JSON's interface that the compiler doesn't know yet. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, at: { source: string }) => unknown,
  ): object;
  rawJSON(text: string): unknown;
}

/** With numbers that are written as they were read. */
function parseExactly(json: string): object {
  const { parse, rawJSON } = JSON as unknown as ExactJson;
  return parse(json, (_, value, { source }) =>
    typeof value === 'number' ? rawJSON(source) : value,
  );
}
