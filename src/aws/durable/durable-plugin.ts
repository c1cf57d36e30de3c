import { context, trace } from '@opentelemetry/api';
import { returned, threw } from '../../core/outcome.ts';
import { guard } from '../../support/guard.ts';
import { type DurableSlot, durableSlot, withDurableSlot } from './durable-slot.ts';
import type {
  AttemptEndInfo,
  AttemptInfo,
  InvocationHooks,
  InvocationInfo,
  OperationInfo,
} from './sdk-plugin.ts';

/**
 * What the SDK makes one of for a process. Each of its calls goes to what traces the invocation under way, by whichever
 * copy of this package, if anything does.
 */
export class DurablePlugin {
  async onInvocationStart(info: InvocationInfo): Promise<void> {
    tell((hooks) => hooks.onInvocationStart(info));
  }

  /** Where it is the handler that is traced, and not what the SDK makes of it, this is what its invocation is within. */
  async wrapInvocation<Output>(info: InvocationInfo, fn: () => Promise<Output>): Promise<Output> {
    if (durableSlot(context.active())) return fn();
    const slot: DurableSlot = { info };
    try {
      const output = await context.with(withDurableSlot(context.active(), slot), fn);
      await slot.end?.(returned(output));
      return output;
    } catch (error) {
      await slot.end?.(threw(error));
      throw error;
    }
  }

  async onOperationStart(info: OperationInfo): Promise<void> {
    tell((hooks) => hooks.onOperationStart(info));
  }

  async onOperationEnd(info: OperationInfo): Promise<void> {
    tell((hooks) => hooks.onOperationEnd(info));
  }

  async onOperationChange(
    info: Parameters<InvocationHooks['onOperationChange']>[0],
  ): Promise<void> {
    tell((hooks) => hooks.onOperationChange(info));
  }

  async onOperationAttemptStart(info: AttemptInfo): Promise<void> {
    tell((hooks) => hooks.onOperationAttemptStart(info));
  }

  wrapOperationAttemptFn(info: AttemptInfo, fn: () => unknown): unknown {
    const hooks = activeHooks();
    return hooks ? hooks.wrapOperationAttemptFn(info, fn) : fn();
  }

  async onOperationAttemptEnd(info: AttemptEndInfo): Promise<void> {
    tell((hooks) => hooks.onOperationAttemptEnd(info));
  }

  /** Fields for each line of the SDK's logger, by the names that OpenTelemetry gives them. */
  enrichLogContext(): Record<string, string> | undefined {
    const span = activeHooks() && trace.getSpanContext(context.active());
    return span && { trace_id: span.traceId, span_id: span.spanId };
  }
}

function activeHooks(): InvocationHooks | undefined {
  return durableSlot(context.active())?.hooks;
}

function tell(what: (hooks: InvocationHooks) => void): void {
  const hooks = activeHooks();
  if (hooks) guard('tracing a durable execution', () => what(hooks));
}
