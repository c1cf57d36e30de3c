import { type Context, SpanKind } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { firstContext } from '../../propagation/first-context.ts';
import { contextFromJson } from '../../propagation/json-object.ts';
import { at } from '../../triggers/event-path.ts';
import { field } from '../../triggers/payload-fields.ts';

/** Where gateways, their templates and callers put the headers of a request. */
const headerPlaces = ['headers', 'multiValueHeaders', 'params.header', 'request.headers'];

/**
 * Whatever no other trigger claims: an invoke with a payload of the caller's own making. The caller's context is in
 * the client context, which callers spell `custom` or, as the mobile SDKs do, `Custom`; or in the payload itself, as in
 * the input that a state machine passes on, or its headers.
 */
export const direct: Trigger = {
  matches: (event): event is unknown => true,

  rootSpan: (event, platform) => {
    const clientContext = field(platform, 'clientContext');
    const parent = firstContext(
      () => contextFromJson(field(clientContext, 'custom')),
      () => contextFromJson(field(clientContext, 'Custom')),
      () => contextFromJson(event),
      ...headerPlaces.map(
        (place) => (): Context | undefined => contextFromJson(at(event, ...place.split('.'))),
      ),
    );
    return {
      kind: SpanKind.SERVER,
      attributes: { 'faas.trigger': 'other' },
      ...(parent && { parent }),
    };
  },
};
