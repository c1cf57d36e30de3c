import { createGcpSender } from './create-gcp-sender.ts';
import type { CreateSender } from './create-sender.ts';

/** What sends spans on Google Cloud, as a part of the same file, as in `load-bundled-sender.ts`. */
export async function loadGcpSender(): Promise<CreateSender> {
  return createGcpSender;
}
