import { propagation, SpanKind, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { direct } from '../../../src/aws/triggers/direct.ts';
import { spanId, traceId, traceparent, useW3cPropagation } from '../../propagation/w3c.ts';
import { readEvent } from './events.ts';

beforeAll(useW3cPropagation);

test('an invoke without a client context is a span of its own, named for the function', () => {
  const root = direct.rootSpan(readEvent('direct/order'), { awsRequestId: '1' });

  expect(root).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: { 'faas.trigger': 'other' },
  });
});

test.each(['custom', 'Custom'])('the context of the caller is in clientContext.%s', (name) => {
  const platform = { clientContext: { [name]: { Traceparent: traceparent, baggage: 'a=b' } } };

  const { parent } = direct.rootSpan({}, platform);

  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
  expect(parent && propagation.getBaggage(parent)?.getEntry('a')?.value).toBe('b');
});

test('a gateway of Bedrock AgentCore tells which tool it calls, and passes headers on', () => {
  const custom = {
    bedrockAgentCoreToolName: 'orders___find_order',
    bedrockAgentCoreGatewayId: 'shop-a1b2c3d4e5',
    bedrockAgentCorePropagatedHeaders: { Traceparent: traceparent, Authorization: 'Bearer secret' },
  };

  const { attributes, parent } = direct.rootSpan({ id: 7 }, { clientContext: { custom } });

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'gen_ai.tool.name': 'orders___find_order',
    'aws.bedrock.agentcore.gateway.id': 'shop-a1b2c3d4e5',
  });
  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('a payload may carry the context itself, as the input of a state machine does', () => {
  const { parent } = direct.rootSpan({ traceparent, order: 42 }, undefined);

  expect(parent && trace.getSpanContext(parent)).toMatchObject({ traceId, spanId });
});

test('any client context is read without a throw', () => {
  const clientContext = fc.oneof(
    fc.jsonValue(),
    fc.record({ custom: fc.dictionary(fc.constantFrom('traceparent', 'baggage'), fc.anything()) }),
  );

  fc.assert(
    fc.property(clientContext, (value) => {
      expect(() => direct.rootSpan(null, { clientContext: value })).not.toThrow();
    }),
  );
});
