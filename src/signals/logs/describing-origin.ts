import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { invocationScopeIn } from '../../core/invocation-scope.ts';
import type { ObserveInvocation } from '../../core/observe-invocation.ts';
import type { SignalParts } from '../signal-sdk.ts';

const invocationId = 'faas.invocation_id';

/** What tells of each record where it comes from, and sees the invocations that it tells. */
interface DescribingOrigin {
  readonly processor: LogRecordProcessor;
  readonly observe: ObserveInvocation;
}

/** Gives records the id of the invocation, and the resource of the handler, that they were made in. */
export function describingOrigin({
  resourceIn,
}: Pick<SignalParts, 'resourceIn'>): DescribingOrigin {
  const ids = new WeakMap<object, string>();
  return {
    processor: {
      onEmit(record, context) {
        const scope = context && invocationScopeIn(context);
        const id = scope && ids.get(scope);
        if (id !== undefined) record.setAttribute(invocationId, id);
        const resource = context && resourceIn(context);
        // The SDK has one for a whole provider, so this sets the field.
        if (resource) Object.assign(record, { resource });
      },
      forceFlush: async () => undefined,
      shutdown: async () => undefined,
    },
    observe({ invocation, context }) {
      const scope = invocationScopeIn(context);
      const id = invocation.attributes[invocationId];
      if (scope && typeof id === 'string') ids.set(scope, id);
      return undefined;
    },
  };
}
