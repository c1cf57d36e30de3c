import { context, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TraceOptions } from '../../src/config/options.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { Invocation } from '../../src/core/invocation.ts';
import { OpenSpansProcessor } from '../../src/core/open-spans.ts';
import { type Outcome, returned } from '../../src/core/outcome.ts';
import { startInvocation } from '../../src/core/start-invocation.ts';
import type { RootSpanInit } from '../../src/core/trigger.ts';
import { httpClient } from '../../src/export/http-client.ts';
import { createTraceContextPropagator } from '../../src/propagation/trace-context.ts';
import type { HeldJournal } from '../../src/sampling/held-invocation.ts';
import { AsyncContextManager } from '../../src/sdk/context-manager.ts';
import { RandomTraces } from '../../src/sdk/random-traces.ts';
import { createSampler } from '../../src/sdk/sampler.ts';
import { createSelection } from '../../src/sdk/selection.ts';

const propagator = createTraceContextPropagator();
context.setGlobalContextManager(new AsyncContextManager());

export type Headers = Record<string, string>;

export interface Call {
  readonly headers?: Headers | undefined;
  readonly init?: Partial<RootSpanInit>;
  readonly event?: unknown;
  readonly platform?: unknown;
  readonly attributes?: Invocation['attributes'];
  readonly outcome?: Outcome;
  /** Runs as the handler; `headers` are what it would send to whom it calls. */
  readonly work?: (tracer: Tracer, headers: Headers) => void;
}

/** A function in this process: our own lifecycle and the SDK, as they are joined for the platforms. */
export interface Service {
  /** What would be sent, in order. */
  readonly sent: ReadableSpan[];
  /** Returns the headers that its handler had to send. */
  invoke(call?: Call): Headers;
}

export function startService(options: TraceOptions, journal?: HeldJournal): Service {
  const { config, parts, warnings } = readConfig(options, {});
  if (warnings.length > 0) throw new Error(warnings.join());
  const sent: ReadableSpan[] = [];
  const selection = createSelection(config, collecting(sent), journal);
  const resource = resourceFromAttributes({ 'service.name': 'orders' });
  const provider = new RandomTraces({
    ...(parts.idGenerator && { idGenerator: parts.idGenerator }),
    sampler: selection.sampling(createSampler(config, parts, resource, httpClient)),
    spanProcessors: [new OpenSpansProcessor(), selection.processor],
  });
  const tracer = provider.getTracer('test');
  const telemetry = {
    tracer,
    observers: [selection.observe],
    ignore: selection.ignore,
    flushPolicy: {
      holdsResponse: false,
      opened: ({ root }: { root: Parameters<HeldJournal['opened']>[0] }) =>
        void selection.openSpans.opened(root, { deadline: Date.now() + 1_000, late: false }),
      closed: () => undefined,
    },
  };
  return {
    sent,
    invoke(call = {}) {
      const { headers: incoming = {}, attributes = {}, outcome = returned(undefined) } = call;
      const outgoing: Headers = {};
      const init: RootSpanInit = {
        kind: SpanKind.SERVER,
        attributes: {},
        parent: propagator.extract(context.active(), incoming, {
          get: (carrier, key) => carrier[key],
          keys: Object.keys,
        }),
        ...call.init,
      };
      const running = startInvocation(
        telemetry,
        () => ({ matches: (event): event is unknown => true, rootSpan: () => init }),
        {
          event: call.event,
          platform: call.platform,
          args: [call.event, call.platform],
          name: 'orders',
          attributes,
          deadline: Date.now() + 1_000,
        },
      );
      running.run(() => {
        propagator.inject(context.active(), outgoing, {
          set: (carrier, key, value) => {
            carrier[key] = value;
          },
        });
        call.work?.(tracer, outgoing);
      });
      void running.end(outcome);
      return outgoing;
    },
  };
}

function collecting(sent: ReadableSpan[]): SpanProcessor {
  return {
    onStart: () => undefined,
    onEnd: (span) => {
      if (span.spanContext().traceFlags & 1) sent.push(span);
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
}

/** A span that ends at once, below the active one. */
export function child(tracer: Tracer, name: string, failed = false, below?: () => void): void {
  tracer.startActiveSpan(name, (span) => {
    below?.();
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}

export const isSampled = ({ traceparent = '' }: Headers): boolean => /[13]$/.test(traceparent);
