import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { documentdb } from '../../../src/aws/triggers/documentdb.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

useClockOfEvents();

test('a change tells its collection and nothing of the document', () => {
  expect(documentdb.rootSpan(readEvent('documentdb/insert'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'datasource',
      'faas.document.collection': 'orders',
      'faas.document.operation': 'insert',
      'faas.document.time': '2026-11-22T21:12:00.000Z',
      'db.namespace': 'shop',
      'db.collection.name': 'orders',
      'antifreeze.batch.record_count': 1,
      'antifreeze.event.age_ms': 5000,
    },
  });
});

test('of a mixed batch only what the changes share is told', () => {
  const { attributes } = documentdb.rootSpan(readEvent('documentdb/mixed'), undefined);

  expect(attributes).toMatchObject({ 'db.namespace': 'shop', 'antifreeze.batch.record_count': 4 });
  expect(attributes).not.toHaveProperty(['faas.document.operation']);
  expect(attributes).not.toHaveProperty(['db.collection.name']);
});

test('a time that no date can be is left out', () => {
  const event = { clusterTime: { $timestamp: { t: 1e300 } } };

  const { attributes } = documentdb.rootSpan({ events: [{ event }] }, undefined);

  expect(attributes).not.toHaveProperty(['faas.document.time']);
});
