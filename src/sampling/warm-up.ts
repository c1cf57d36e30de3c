import { field, isRecord, text } from '../triggers/payload-fields.ts';

/** What those who keep functions warm call themselves. */
const warmer = /warm(?:-|_)?(?:up|er|ing)?\b|keep-?warm/i;

/**
 * Whether an invocation only keeps the function warm: those of serverless-plugin-warmup and middy's warmup, lambda-warmer,
 * Thundra's plugins, OpenNext, `{ warmup: true }` and its like, and schedules whose rule says so by its name.
 */
export function isWarmUp(event: unknown, context: unknown): boolean {
  if (typeof event === 'string') return event.startsWith('#warmup');
  if (!isRecord(event)) return false;
  return (
    text(event, 'source') === 'serverless-plugin-warmup' ||
    // Where the payload is the user's own, the plugin says so beside it.
    text(field(field(context, 'clientContext'), 'custom'), 'source') ===
      'serverless-plugin-warmup' ||
    text(field(context, 'clientContext'), 'source') === 'serverless-plugin-warmup' ||
    text(event, 'type') === 'warmer' ||
    ['warmer', 'warmup', 'warmUp', 'keepWarm', 'warm'].some(
      (name) => field(event, name) === true,
    ) ||
    isWarmingSchedule(event)
  );
}

function isWarmingSchedule(event: Record<string, unknown>): boolean {
  if (text(event, 'detail-type') !== 'Scheduled Event') return false;
  const rules = field(event, 'resources');
  return (
    Array.isArray(rules) &&
    rules.some((rule) => typeof rule === 'string' && warmer.test(rule.split('/').at(-1) ?? ''))
  );
}
