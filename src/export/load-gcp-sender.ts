import type { CreateSender } from './create-sender.ts';

/** Loads what sends spans on Google Cloud, as `load-sender.ts` does elsewhere. */
export async function loadGcpSender(): Promise<CreateSender> {
  return (await import('./create-gcp-sender.ts')).createGcpSender;
}
