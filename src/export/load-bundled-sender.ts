import { type CreateSender, createSender } from './create-sender.ts';

/**
 * What sends spans, as a part of the same file: whoever bundles us may deploy only the one file. A dynamic import
 * within it would also turn all that it shares with the rest into modules that are loaded one by one.
 */
export async function loadSender(): Promise<CreateSender> {
  return createSender;
}
