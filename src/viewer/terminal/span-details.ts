import type { CollectedSpan } from '../otlp/collected-span.ts';
import type { CollectedAttributes, CollectedValue } from '../otlp/fields.ts';
import { formatDuration } from './format-duration.ts';

/** Why a span failed, in one line, or undefined where it did not. */
export function failureOf(span: CollectedSpan): string | undefined {
  if (span.status.code !== 'error') return undefined;
  const exception = span.events.find((event) => event.name === 'exception')?.attributes ?? {};
  const type = exception['exception.type'] ?? span.attributes['error.type'];
  const message = exception['exception.message'] ?? span.status.message;
  return [type, message].filter(Boolean).map(formatValue).join(': ') || 'failed';
}

/** The attributes worth a reader's eye, as `name=value`. */
export function notableAttributes(attributes: CollectedAttributes): string {
  return Object.entries(attributes)
    .filter(([name, value]) => !familiar.test(name) || notable[name]?.(value))
    .map(([name, value]) => `${name}=${formatValue(value)}`)
    .join('  ');
}

/** What happened during a span, with the time since its start; exceptions are told by `failureOf`. */
export function eventLines(span: CollectedSpan): string[] {
  return span.events
    .filter((event) => event.name !== 'exception')
    .map(({ name, time, attributes }) => {
      const after = formatDuration(time - span.start);
      return `• ${name} after ${after}  ${notableAttributes(attributes)}`.trimEnd();
    });
}

/** Namespaces of the semantic conventions: most of what they hold is the same for every call. */
const familiar =
  /^(antifreeze|aws|client|cloud|code|error|exception|faas|http|messaging|network|rpc|server|service|telemetry|thread|url|user_agent)\./;
const notable: Readonly<Record<string, (value: CollectedValue) => boolean>> = {
  'antifreeze.batch.failed_count': (value) => value !== 0,
  'antifreeze.event.age_ms': () => true,
  'faas.coldstart': (value) => value === true,
  'http.response.status_code': () => true,
};

function formatValue(value: CollectedValue): string {
  if (typeof value !== 'object') return String(value);
  const plain = (_key: string, part: unknown) => (typeof part === 'bigint' ? String(part) : part);
  return JSON.stringify(value, plain);
}
