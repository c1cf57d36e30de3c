import type { Attributes } from '@opentelemetry/api';

/** Longer than any service keeps an event: Kinesis does so for up to 365 days. */
const longestWaitMs = 366 * 24 * 3_600_000;

/**
 * How long an event waited between being sent and reaching the handler, in milliseconds, under a name of ours. Says
 * nothing where the source doesn't tell the time, where the clocks disagree, and of events that were kept for replays.
 */
export function waited(sentAtEpochMs: number | undefined): Attributes {
  const age = Math.round(Date.now() - (sentAtEpochMs ?? Number.NaN));
  return age >= 0 && age < longestWaitMs ? { 'antifreeze.event.age_ms': age } : {};
}

/** Epoch milliseconds of a number of those, or of an ISO 8601 time; undefined for whatever else a payload may hold. */
export function epochMs(time: unknown): number | undefined {
  const parsed = typeof time === 'string' && time.length < 40 ? Date.parse(time) : time;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

/** Of a number, more than can be meant as seconds: 100 billion of them are 3,000 years from now, in milliseconds 1973. */
const tooManySeconds = 1e11;

/** As `epochMs`, of a number of seconds; some serializers write milliseconds in their place. */
export function epochMsOfSeconds(time: unknown): number | undefined {
  return epochMs(typeof time === 'number' && time < tooManySeconds ? time * 1_000 : time);
}

/** ISO 8601 in UTC, as the conventions write times; undefined where there is none, or none that a date can be. */
export function isoTime(epochMilliseconds: number | undefined): string | undefined {
  const date = new Date(epochMilliseconds ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
