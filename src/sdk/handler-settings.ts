import { type Context, createContextKey } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { NoopSpanProcessor, type Sampler, type Span } from '@opentelemetry/sdk-trace';

/** What each handler of a process can have of its own, for all spans of its invocations. */
export interface HandlerSettings {
  readonly resource: Resource;
  readonly sampler: Sampler;
}

const key = createContextKey('antifreeze.handler');

export function withHandlerSettings(context: Context, settings: HandlerSettings): Context {
  return context.setValue(key, settings);
}

/** What the handler that `context` belongs to has of its own. */
export function settingsIn(context: Context): HandlerSettings | undefined {
  return context.getValue(key) as HandlerSettings | undefined;
}

/** Samples by the sampler of the handler that spans belong to, and by `sampler` elsewhere. */
export function samplingByHandler(sampler: Sampler): Sampler {
  return {
    shouldSample: (context, ...rest) =>
      (settingsIn(context)?.sampler ?? sampler).shouldSample(context, ...rest),
    toString: () => sampler.toString(),
  };
}

/** Gives spans the resource of their handler: the SDK has one for a whole provider, so this sets the field. */
export class HandlerResource extends NoopSpanProcessor {
  override onStart(span: Span, parentContext: Context): void {
    const settings = settingsIn(parentContext);
    if (settings) Object.assign(span, { resource: settings.resource });
  }
}
