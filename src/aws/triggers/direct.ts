import type { Context } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromJson } from '../../propagation/json-object.ts';
import { at } from '../../triggers/event-path.ts';
import { eventSpan } from '../../triggers/event-span.ts';
import { field, text } from '../../triggers/payload-fields.ts';

/** Where gateways, their templates and callers put the headers of a request. */
const headerPlaces = ['headers', 'multiValueHeaders', 'params.header', 'request.headers'];

/**
 * Whatever no other trigger claims: an invoke with a payload of the caller's own making. The caller's context is in
 * the client context, which callers spell `custom` or, as the mobile SDKs do, `Custom`; or in the payload itself, as in
 * the input that a state machine passes on, or its headers. A gateway of Bedrock AgentCore that calls a function as a tool
 * says so in the client context, as the payload is the tool's input and no more.
 */
export const direct: Trigger = {
  matches: (event): event is unknown => true,

  rootSpan: (event, platform) => {
    const clientContext = field(platform, 'clientContext');
    const custom = field(clientContext, 'custom');
    const parent = firstContext(
      () => contextFromJson(custom),
      () => contextFromJson(field(custom, 'bedrockAgentCorePropagatedHeaders')),
      () => contextFromJson(field(clientContext, 'Custom')),
      () => contextFromJson(event),
      ...headerPlaces.map(
        (place) => (): Context | undefined => contextFromJson(at(event, ...place.split('.'))),
      ),
    );
    const tool = {
      'gen_ai.tool.name': text(custom, 'bedrockAgentCoreToolName'),
      'aws.bedrock.agentcore.gateway.id': text(custom, 'bedrockAgentCoreGatewayId'),
    };
    return eventSpan('other', tool, parent);
  },
};
