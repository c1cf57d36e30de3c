import type { Attributes } from '@opentelemetry/api';
import type { AwsService } from '../aws-service.ts';
import {
  bytesOf,
  finishReasons,
  modelAnswer,
  tokensInHeaders,
  tokenUsage,
} from '../model-answer.ts';
import { attributesOf, object, text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

const guardrail = 'aws.bedrock.guardrail.';

/** By the conventions for generative AI: the model and the numbers, never what was said. */
export const bedrockRuntime: AwsService = {
  name: 'BedrockRuntime',
  describe({ operation, input }) {
    const model = text(input, 'modelId');
    const name = model && operationName(operation, model, input);
    if (!name) return {};
    return {
      name: `${name} ${model}`,
      attributes: {
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.operation.name': name,
        'gen_ai.request.model': model,
        ...(operation.endsWith('Stream') && { 'gen_ai.request.stream': true }),
        ...attributesOf(object(input, 'inferenceConfig'), 'gen_ai.request.', {
          max_tokens: 'maxTokens',
          temperature: 'temperature',
          top_p: 'topP',
          stop_sequences: 'stopSequences',
        }),
        ...attributesOf(object(input, 'guardrailConfig'), guardrail, { id: 'guardrailIdentifier' }),
        ...attributesOf(input, guardrail, { id: 'guardrailIdentifier' }),
      },
    };
  },
  result: ({ operation }, output, headers) => ({
    attributes: operation.startsWith('InvokeModel')
      ? { ...modelAnswer(output['body']), ...tokensInHeaders(headers) }
      : conversation(output),
  }),
  event({ operation }, event, { index, seconds }) {
    const told = operation.startsWith('InvokeModel')
      ? modelAnswer(object(event, 'chunk')['bytes'])
      : conversation({ ...object(event, 'messageStop'), ...object(event, 'metadata') });
    const first = index === 0 && { 'gen_ai.response.time_to_first_chunk': seconds };
    return { attributes: { ...told, ...first } };
  },
};

function operationName(operation: string, model: string, input: AwsInput): string | undefined {
  if (operation.startsWith('Converse')) return 'chat';
  if (!operation.startsWith('InvokeModel')) return undefined;
  if (/embed/i.test(model)) return 'embeddings';
  const body = bytesOf(input['body']);
  // In both directions it is a talk.
  if (!body || body.includes('"messages"')) return 'chat';
  return body.includes('"taskType"') ? 'generate_content' : 'text_completion';
}

/** What Bedrock itself says of a conversation, whatever the model. */
function conversation(told: AwsInput): Attributes {
  return { ...finishReasons([told]), ...tokenUsage([object(told, 'usage')]) };
}
