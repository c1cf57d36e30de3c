import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { codepipeline } from '../../../src/aws/triggers/codepipeline.ts';
import { readEvent } from './events.ts';

test('a job tells its id, but neither its credentials nor its parameters', () => {
  expect(codepipeline.rootSpan(readEvent('codepipeline/invoke'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.codepipeline.job.id': '11111111-abcd-1111-abcd-111111abcdef',
    },
  });
});
