import { SpanKind } from '@opentelemetry/api';
import type { Trigger } from '../../core/trigger.ts';
import { contextFromHeaders } from '../../propagation/headers.ts';
import { contextFromExecution } from '../../propagation/step-functions.ts';
import { field, isRecord } from '../../triggers/payload-fields.ts';

/**
 * Whatever no other trigger claims: an invoke with a payload of the caller's own making. The caller's context is in
 * the client context, which callers spell `custom` or, as the mobile SDKs do, `Custom`; or in the payload itself, as in
 * the input that a state machine passes on.
 */
export const direct: Trigger = {
  matches: (event): event is unknown => true,

  rootSpan: (event, platform) => {
    const clientContext = field(platform, 'clientContext');
    const parent =
      contextIn(clientContext, 'custom') ??
      contextIn(clientContext, 'Custom') ??
      contextFromExecution(event);
    return {
      kind: SpanKind.SERVER,
      attributes: { 'faas.trigger': 'other' },
      ...(parent && { parent }),
    };
  },
};

function contextIn(clientContext: unknown, name: string) {
  const carrier = field(clientContext, name);
  return isRecord(carrier) ? contextFromHeaders(carrier) : undefined;
}
