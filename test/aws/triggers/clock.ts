import { afterEach, beforeEach, vi } from 'vitest';

/** Five seconds after the events of test/events were sent. */
export function useClockOfEvents(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-22T21:12:05Z'), toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}
