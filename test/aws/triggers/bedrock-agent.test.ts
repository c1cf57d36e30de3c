import { SpanKind } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { bedrockAgent } from '../../../src/aws/triggers/bedrock-agent.ts';
import { readEvent } from './events.ts';

test('an action by function tells its agent and function, but nothing that was said', () => {
  expect(bedrockAgent.rootSpan(readEvent('bedrock-agent/function'), undefined)).toStrictEqual({
    kind: SpanKind.SERVER,
    attributes: {
      'faas.trigger': 'other',
      'gen_ai.agent.id': 'AGENT12345',
      'gen_ai.agent.name': 'helper',
      'gen_ai.agent.version': 'DRAFT',
      'gen_ai.conversation.id': '1234567890',
      'gen_ai.tool.name': 'trackOrder',
      'aws.bedrock.agent.action_group': 'orders',
    },
  });
});

test('an action by API schema tells its path in the schema', () => {
  const { attributes } = bedrockAgent.rootSpan(readEvent('bedrock-agent/api'), undefined);

  expect(attributes).toStrictEqual({
    'faas.trigger': 'other',
    'gen_ai.agent.id': 'AGENT12345',
    'gen_ai.agent.name': 'helper',
    'gen_ai.agent.version': 'DRAFT',
    'gen_ai.conversation.id': '1234567890',
    'aws.bedrock.agent.action_group': 'orders',
    'aws.bedrock.agent.api_path': '/orders/{orderId}',
  });
});

test.each([
  [{ httpStatusCode: 500 }, { attributes: { 'http.response.status_code': 500 }, errorType: '500' }],
  [{ functionResponse: { responseState: 'FAILURE' } }, { attributes: {}, errorType: 'FAILURE' }],
  [{ functionResponse: { responseState: 'REPROMPT' } }, { attributes: {} }],
])('the response %j says how it went', (response, summary) => {
  expect(bedrockAgent.result?.({ messageVersion: '1.0', response }, {})).toEqual(summary);
});
