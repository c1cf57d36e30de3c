import { propagation, SpanKind, trace } from '@opentelemetry/api';
import { beforeAll, expect, test } from 'vitest';
import { stepFunctions } from '../../../src/aws/triggers/step-functions.ts';
import { isSamplingUndecided } from '../../../src/propagation/sampling-undecided.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { useClockOfEvents } from './clock.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);
useClockOfEvents();

const read = (name: string) => stepFunctions.rootSpan(readEvent(`step-functions/${name}`), null);
const senderOf = (name: string) => {
  const { parent } = read(name);
  return parent && trace.getSpanContext(parent);
};

test('a task tells its execution and its state, but not its token', () => {
  const { parent, ...root } = read('context-object');

  expect(root).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'aws.step_functions.state_machine.arn':
        'arn:aws:states:eu-west-1:123456789012:stateMachine:order-flow',
      'aws.step_functions.execution.arn':
        'arn:aws:states:eu-west-1:123456789012:execution:order-flow:5f2a4d1c-0000-4a4a-8b8b-1c1c1c1c1c1c',
      'aws.step_functions.state.name': 'Charge',
      'aws.step_functions.state.retry_count': 1,
      'antifreeze.event.age_ms': 5000,
    },
  });
  expect(parent && isSamplingUndecided(parent)).toBe(true);
});

test('all tasks of an execution share one trace, wherever the context object is', () => {
  const senders = ['context-object', 'nested', 'migrating'].map(senderOf);

  expect(senders[0]).toMatchObject({ isRemote: true, traceFlags: 1 });
  expect(senders).toEqual([senders[0], senders[0], senders[0]]);
});

test('another execution is another trace', () => {
  const other = {
    Execution: { Id: 'arn:aws:states:eu-west-1:123456789012:execution:order-flow:other' },
    State: { Name: 'Charge' },
  };

  const { parent } = stepFunctions.rootSpan(other, undefined);

  expect(parent && trace.getSpanContext(parent)?.traceId).not.toBe(
    senderOf('context-object')?.traceId,
  );
});

test.each(['started-in-a-trace', 'task-in-a-trace', 'legacy-payload'])(
  '%s continues that trace',
  (name) => {
    expect(senderOf(name)).toMatchObject({ traceId, spanId });
  },
);

test('the input of the task wins over that of the execution', () => {
  const event = {
    ...readEvent('step-functions/started-in-a-trace'),
    traceparent: traceparent.replace(spanId, '00f067aa0ba902b7'),
    baggage: 'tenant=blue',
  };

  const { parent } = stepFunctions.rootSpan(event, undefined);

  expect(parent && trace.getSpanContext(parent)?.spanId).toBe('00f067aa0ba902b7');
  expect(parent && propagation.getBaggage(parent)?.getEntry('tenant')?.value).toBe('blue');
});
