import type { AwsService } from '../aws-service.ts';
import { attributesOf, object, text } from '../read-input.ts';

/** By the conventions for generative AI: the model and the numbers, never what was said. */
export const bedrockRuntime: AwsService = {
  name: 'BedrockRuntime',
  describe({ operation, input }) {
    const name = operationName(operation);
    const model = text(input, 'modelId');
    if (!name || !model) return {};
    return {
      name: `${name} ${model}`,
      attributes: {
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.operation.name': name,
        'gen_ai.request.model': model,
        ...attributesOf(object(input, 'inferenceConfig'), 'gen_ai.request.', {
          max_tokens: 'maxTokens',
          temperature: 'temperature',
          top_p: 'topP',
          stop_sequences: 'stopSequences',
        }),
        ...attributesOf(object(input, 'guardrailConfig'), 'aws.bedrock.guardrail.', {
          id: 'guardrailIdentifier',
        }),
      },
    };
  },
  result(_call, output) {
    const reason = text(output, 'stopReason');
    return {
      attributes: {
        ...attributesOf(object(output, 'usage'), 'gen_ai.usage.', {
          input_tokens: 'inputTokens',
          output_tokens: 'outputTokens',
        }),
        ...(reason && { 'gen_ai.response.finish_reasons': [reason] }),
      },
    };
  },
};

function operationName(operation: string): string | undefined {
  if (operation.startsWith('Converse')) return 'chat';
  return operation.startsWith('InvokeModel') ? 'text_completion' : undefined;
}
