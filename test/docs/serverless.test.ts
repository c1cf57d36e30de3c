import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { relaySchema } from '../../src/serverless-plugin/relay-schema.ts';
import type { Schema } from '../../src/serverless-plugin/schema.ts';
import { serviceSchema } from '../../src/serverless-plugin/service-schema.ts';

/** The tables of settings: those of the service, of its log records and metrics, and of the relay. */
const tables = readFileSync('docs/serverless.md', 'utf8')
  .split('\n## ')
  .map((section) =>
    [...section.matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|/gm)]
      .flatMap(([, names = '']) => names.split(', '))
      .map((name) => name.replaceAll('`', '')),
  )
  .filter((names) => names.length > 0);

/** The names of an object's properties, and of those inside `alarms`. */
function namesIn({ properties = {} }: Schema, path = ''): string[] {
  return Object.entries(properties).flatMap(([name, { anyOf = [] }]) => [
    `${path}${name}`,
    ...anyOf.flatMap((form) => (name === 'alarms' ? namesIn(form, `${path}${name}.`) : [])),
  ]);
}

test('every setting of the plugin, and no other, is in the documentation', () => {
  const relay = relaySchema.anyOf?.at(-1) ?? {};
  const { logs, metrics } = serviceSchema.properties ?? {};
  const ofSignals = [logs, metrics].flatMap((schema) => namesIn(schema?.anyOf?.at(-1) ?? {}));

  expect(tables.map((names) => names.toSorted())).toEqual([
    namesIn(serviceSchema).toSorted(),
    [...new Set(ofSignals)].toSorted(),
    namesIn(relay).toSorted(),
  ]);
});
