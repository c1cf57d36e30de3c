import * as real from '@opentelemetry/resources';
import { expect, test } from 'vitest';
import * as light from '../../src/light/resource-impl.ts';

const implementations = [
  { name: 'ours', ...light },
  { name: "OpenTelemetry's", ...real },
];

test.each(implementations)('$name has the attributes', ({ resourceFromAttributes }) => {
  const given = { 'service.name': 'orders', 'aws.log.group.names': ['one'], 'faas.max_memory': 1 };
  const resource = resourceFromAttributes(given);

  expect(resource.attributes).toEqual(given);
  expect(resource.asyncAttributesPending).toBe(false);
  expect(resource.schemaUrl).toBeUndefined();
});

test.each(implementations)(
  '$name has promised attributes once they are there',
  async ({ resourceFromAttributes }) => {
    const resource = resourceFromAttributes({
      early: 'yes',
      late: Promise.resolve('too'),
      missing: Promise.resolve(undefined),
      failed: Promise.reject(new Error('no metadata')),
    });
    const pending = resource.asyncAttributesPending;
    await resource.waitForAsyncAttributes?.();

    expect(pending).toBe(true);
    expect(resource.asyncAttributesPending).toBe(false);
    expect(JSON.parse(JSON.stringify(resource.attributes))).toEqual({ early: 'yes', late: 'too' });
  },
);

test.each(implementations)(
  'of $name, the other one wins where two are merged',
  async ({ resourceFromAttributes, emptyResource }) => {
    const one = resourceFromAttributes({ both: 'one', first: 1 });
    const other = resourceFromAttributes({ both: Promise.resolve('other'), second: 2 });
    const merged = one.merge(other);
    await merged.waitForAsyncAttributes?.();

    expect(merged.attributes).toEqual({ both: 'other', first: 1, second: 2 });
    expect(one.merge(null).attributes).toEqual(one.attributes);
    expect(one.merge(emptyResource()).attributes).toEqual(one.attributes);
  },
);

test.each(implementations)('$name keeps the schema of its names', ({ resourceFromAttributes }) => {
  const schemaUrl = 'https://opentelemetry.io/schemas/1.44.0';
  const ofPlatform = resourceFromAttributes({ 'service.name': 'orders' }, { schemaUrl });
  const ofUser = resourceFromAttributes({ team: 'shop' });

  expect(ofPlatform.schemaUrl).toBe(schemaUrl);
  expect(ofPlatform.merge(ofUser).schemaUrl).toBe(schemaUrl);
});
