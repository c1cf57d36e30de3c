import type { AwsService } from '../aws-service.ts';
import { attributesOf } from '../read-input.ts';

/** By the conventions for generative AI: which agent or flow, never what was said. */
export const bedrockAgentRuntime: AwsService = {
  name: 'BedrockAgentRuntime',
  describe({ operation, input }) {
    if (operation !== 'InvokeAgent' && operation !== 'InvokeInlineAgent') return {};
    return {
      name: 'invoke_agent',
      attributes: {
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.operation.name': 'invoke_agent',
        ...attributesOf(input, 'gen_ai.', {
          'agent.id': 'agentId',
          'agent.name': 'agentName',
          'conversation.id': 'sessionId',
          'request.model': 'foundationModel',
        }),
      },
    };
  },
};
