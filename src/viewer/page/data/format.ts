import { formatDuration } from '../../terminal/format-duration.ts';

/** A time in milliseconds, such as `12.3 ms`. */
export function formatMs(milliseconds: number): string {
  return milliseconds <= 0 ? '0' : formatDuration(Math.round(milliseconds * 1e6));
}

/** The time of day, to the millisecond. */
export function formatTime(epochMs: number): string {
  const date = new Date(epochMs);
  const two = (part: number) => String(part).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

export function formatDate(epochMs: number): string {
  return `${new Date(epochMs).toLocaleDateString()} ${formatTime(epochMs)}`;
}

export function formatCount(count: number, thing: string): string {
  return `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;
}

/** One of as many hues as the style sheet has, always the same for one service. */
export function hueOf(service: string): string {
  let hash = 0;
  for (const character of service) hash = (hash * 31 + character.charCodeAt(0)) % 9973;
  return `hue-${hash % 8}`;
}
