import type { AnyValue, Attributes, LogRecord } from '@opentelemetry/api';
import { type Level, levelOf, severities } from './level.ts';

/** The names under which libraries write a line's text, and its level. */
const messageFields = ['message', 'msg'];
const levelFields = ['level', 'severity', 'levelname'];
/** The names under which they write an error. */
const errorFields = ['err', 'error', 'exception'];

/** The longest line that is looked into, in characters. */
const longestLine = 1_000_000;

/** The record of a line that was written to the console with these arguments. */
export function recordOf(said: readonly unknown[], level: Level): LogRecord {
  const fields = said.length === 1 ? fieldsOf(said[0]) : undefined;
  try {
    if (fields) return structured(fields, said[0], level);
  } catch {
    // An object whose fields can't be read is written all the same.
  }
  const error = said.find((each) => each instanceof Error);
  return { ...severity(level), body: textOf(said), attributes: error ? exceptionOf(error) : {} };
}

/** Of a line of JSON, or an object that is written alone, what is its text, its level and its error; the rest as it is. */
function structured(fields: object, line: unknown, level: Level): LogRecord {
  const rest = new Map(Object.entries(fields));
  const take = (names: readonly string[], isMeant: (value: unknown) => boolean) => {
    const name = names.find((each) => isMeant(rest.get(each)));
    const value = name && rest.get(name);
    if (name) rest.delete(name);
    return value;
  };
  const body = take(messageFields, isText);
  const said = levelOf(take(levelFields, (value) => levelOf(value) !== undefined));
  const error = take(errorFields, isError) ?? lambdaError(rest);
  return {
    ...severity(said ?? level),
    body: isText(body) ? body : textOf([line]),
    attributes: { ...attributesOf(rest), ...(error !== undefined && exceptionOf(error)) },
  };
}

/** Undefined where it is neither a line of JSON nor a plain object. */
function fieldsOf(said: unknown): object | undefined {
  if (typeof said !== 'string') return isPlain(said) ? said : undefined;
  const line = said.trim();
  if (!line.startsWith('{') || !line.endsWith('}') || line.length > longestLine) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function severity(level: Level): Pick<LogRecord, 'severityNumber' | 'severityText'> {
  return { severityNumber: severities[level], severityText: level.toUpperCase() };
}

/** As the console writes it, but for colours. */
function textOf(said: readonly unknown[]): string {
  return process.getBuiltinModule('node:util').format(...said);
}

function attributesOf(fields: Map<string, unknown>): Attributes {
  const attributes = [...fields]
    .map(([name, value]) => [name, attributeOf(value)])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(attributes);
}

/** As a line of JSON would have it: without functions, dates as texts. What has no JSON, such as a circle, is a text. */
function attributeOf(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' && typeof value !== 'bigint') return value;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return textOf([value]);
  }
}

/** By the conventions for exceptions. Errors come as such, or as libraries write them. */
function exceptionOf(error: unknown): Attributes {
  const { name, type, message, stack } = error as Record<string, unknown>;
  const attributes: Record<string, AnyValue> = {};
  const kind = [type, name].find(isText);
  if (kind) attributes['exception.type'] = kind;
  if (isText(message)) attributes['exception.message'] = message;
  if (isText(stack)) attributes['exception.stacktrace'] = stack;
  return attributes as Attributes;
}

/** As Lambda's own JSON has it. */
function lambdaError(rest: Map<string, unknown>): object | undefined {
  const { errorType: type, errorMessage: message, stackTrace } = Object.fromEntries(rest);
  if (!isText(type) || !isText(message)) return undefined;
  for (const name of ['errorType', 'errorMessage', 'stackTrace']) rest.delete(name);
  return { type, message, stack: Array.isArray(stackTrace) ? stackTrace.join('\n') : stackTrace };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isError(value: unknown): boolean {
  if (value instanceof Error) return true;
  return typeof value === 'object' && value !== null && isText(Reflect.get(value, 'message'));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
