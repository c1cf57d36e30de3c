import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../events');

/** An event by its path under test/events, without the extension. */
export function readEvent(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, `${name}.json`), 'utf8'));
}

/** The names of every event there is. */
export const eventNames: readonly string[] = readdirSync(root, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((path) => path.endsWith('.json'))
  .map((path) => path.slice(0, -'.json'.length))
  .sort();
