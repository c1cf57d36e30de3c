import { beforeAll, expect, test } from 'vitest';
import { ses } from '../../../src/aws/triggers/ses.ts';
import { spanId, traceId, useW3cPropagation } from '../../propagation/w3c.ts';
import { parentOf, rootSpanOf } from './root-span.ts';

beforeAll(useW3cPropagation);

test('a mail becomes a span that continues the trace of its headers, and tells of nobody', () => {
  const root = rootSpanOf(ses, 'ses/receipt');

  expect(root.name).toBe('process aws.ses');
  expect(root.attributes).toMatchObject({
    'messaging.system': 'aws.ses',
    'messaging.message.id': 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1',
  });
  expect(parentOf(root)).toEqual({ traceId, spanId });
  expect(JSON.stringify(root)).not.toContain('example.com');
});
