import type { CreateSender } from './create-sender.ts';

/**
 * Loads what sends spans from a file of its own, when it is first needed: a cold start doesn't wait for it.
 * The build for bundlers has `load-bundled-sender.ts` in its place.
 */
export async function loadSender(): Promise<CreateSender> {
  return (await import('./create-sender.ts')).createSender;
}
