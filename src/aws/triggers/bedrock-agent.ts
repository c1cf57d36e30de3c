import type { Trigger } from '../../core/trigger.ts';
import { at, textAt } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { statusSummary } from '../../triggers/http-status.ts';
import { type Fields, field, text } from '../../triggers/payload-fields.ts';

/**
 * Action groups of Bedrock agents, by function or by API schema, by the conventions of generative AI. What was said
 * stays out of the span. The `aws.bedrock.agent.*` names are ours.
 */
export const bedrockAgent: Trigger<Fields> = {
  matches: (event): event is Fields =>
    text(event, 'messageVersion') !== undefined &&
    text(event, 'actionGroup') !== undefined &&
    textAt(event, 'agent', 'id') !== undefined,

  rootSpan: (event) =>
    eventSpan('other', {
      'gen_ai.agent.id': textAt(event, 'agent', 'id'),
      'gen_ai.agent.name': textAt(event, 'agent', 'name'),
      'gen_ai.agent.version': textAt(event, 'agent', 'version'),
      'gen_ai.conversation.id': text(event, 'sessionId'),
      'gen_ai.tool.name': text(event, 'function'),
      'aws.bedrock.agent.action_group': text(event, 'actionGroup'),
      'aws.bedrock.agent.api_path': text(event, 'apiPath'),
    }),

  /** An action by API schema answers with a status, one by function with a state where it failed. */
  result: (value) => {
    const response = field(value, 'response');
    const hasFailed = at(response, 'functionResponse', 'responseState') === 'FAILURE';
    return hasFailed
      ? { attributes: {}, errorType: 'FAILURE' }
      : statusSummary(field(response, 'httpStatusCode'));
  },
};
