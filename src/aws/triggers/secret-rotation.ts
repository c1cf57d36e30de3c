import type { Trigger } from '../../core/trigger.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';

const steps: ReadonlySet<unknown> = new Set([
  'createSecret',
  'setSecret',
  'testSecret',
  'finishSecret',
]);

/** Rotation by Secrets Manager, one invocation for each step. The tokens stay out of the span; the step's name is ours. */
export const secretRotation: Trigger<Fields> = {
  matches: (event): event is Fields =>
    steps.has(field(event, 'Step')) &&
    text(event, 'SecretId') !== undefined &&
    text(event, 'ClientRequestToken') !== undefined,

  rootSpan: (event) =>
    eventSpan('other', {
      'aws.secretsmanager.secret.arn': text(event, 'SecretId'),
      'aws.secretsmanager.rotation.step': text(event, 'Step'),
    }),
};
