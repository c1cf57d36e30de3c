import { diag } from '@opentelemetry/api';

/** Runs one step of our own work. A failure is logged, never thrown into the user's handler. */
export function guard<T>(step: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    diag.error(`antifreeze: ${step} failed`, error);
    return undefined;
  }
}
