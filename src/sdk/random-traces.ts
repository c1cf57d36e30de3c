import { context, INVALID_TRACEID, type SpanContext, trace } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { randomFlag } from '../propagation/random-flag.ts';

type Options = NonNullable<ConstructorParameters<typeof TracerProvider>[0]>;
type Tracer = ReturnType<TracerProvider['getTracer']>;

/**
 * The SDK's provider, whose spans also say whether the id of their trace is random: where a trace begins it is, unless a
 * user makes the ids, and elsewhere the parent says so.
 * https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
 */
export class RandomTraces extends TracerProvider {
  readonly #flagOfNew: number;

  constructor(options: Options) {
    super(options);
    this.#flagOfNew = options.idGenerator ? 0 : randomFlag;
  }

  override getTracer(...about: Parameters<TracerProvider['getTracer']>): Tracer {
    const flagOfNew = this.#flagOfNew;
    const tracer = super.getTracer(...about);
    const { startSpan } = tracer;
    function startFlagged(
      this: Tracer,
      ...[name, options, given]: Parameters<Tracer['startSpan']>
    ) {
      const parent = given ?? context.active();
      const span = startSpan.call(this, name, options, parent);
      flag(span.spanContext(), trace.getSpanContext(parent), flagOfNew);
      return span;
    }
    return Object.create(tracer, { startSpan: { value: startFlagged } });
  }
}

/** Of each span, also of one that isn't recorded, the SDK makes the context anew, but where tracing is suppressed. */
function flag(own: SpanContext, parent: SpanContext | undefined, flagOfNew: number): void {
  const flags = parent?.traceId === own.traceId ? parent.traceFlags & randomFlag : flagOfNew;
  if (flags && own.traceId !== INVALID_TRACEID) own.traceFlags |= flags;
}
