import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import {
  RandomIdGenerator,
  type Sampler,
  SamplingDecision,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import { withOpenInvocation } from '../core/invocation-scope.ts';
import type { ObserveInvocation } from '../core/observe-invocation.ts';
import type { Telemetry } from '../core/telemetry.ts';
import { untracedInvocation } from '../core/untraced-invocation.ts';
import type { OpenSpanJournal } from '../core/watch-invocations.ts';
import { randomFlag } from '../propagation/random-flag.ts';
import type { HeldJournal } from '../sampling/held-invocation.ts';
import { ignoringInvocations } from '../sampling/ignore-invocations.ts';
import { ignoringSpans } from '../sampling/ignore-spans.ts';
import { keepsTimeouts } from '../sampling/keep.ts';
import { SelectingProcessor } from '../sampling/selecting-processor.ts';
import { judge } from '../sampling/verdict.ts';

/** What filters and keep rules add to an SDK. */
export interface Selection {
  readonly processor: SpanProcessor;
  readonly observe: ObserveInvocation;
  readonly openSpans: OpenSpanJournal;
  readonly ignore: Telemetry['ignore'];
  /** The same sampler, but for what runs in ignored invocations, and where need be with what it leaves out recorded. */
  sampling(sampler: Sampler): Sampler;
}

/** Selects what goes on to `next`, of what the configuration says. */
export function createSelection(
  { keep, ignore, ignoreSpans, maxQueueSize, maxExportBatchSize }: Config,
  next: SpanProcessor,
  journal: HeldJournal | undefined,
): Selection {
  let ignored = 0;
  const processor = new SelectingProcessor(next, {
    journal,
    judge: keep && judge(keep),
    keepsCutShort: keep !== undefined && keepsTimeouts(keep),
    keepsErrors: keep?.errors === true,
    ignores: ignoreSpans && ignoringSpans(ignoreSpans),
    mostHeld: maxQueueSize,
    mostSampled: maxExportBatchSize,
    takeNews() {
      const news: Attributes = ignored > 0 ? { 'antifreeze.ignored_invocations': ignored } : {};
      ignored = 0;
      return news;
    },
  });
  const ignores = ignore && ignoringInvocations(ignore);
  return {
    processor,
    observe: processor.observe,
    openSpans: processor.openSpans,
    ignore:
      ignores &&
      ((invocation, init, parent) => {
        if (!ignores(invocation, init)) return undefined;
        ignored += 1;
        const within = untracedContext(parent);
        return { ...untracedInvocation, run: (work) => context.with(within, work) };
      }),
    sampling: (sampler) => ({
      shouldSample(parent, ...rest) {
        if (parent.getValue(ignoredKey)) return { decision: SamplingDecision.NOT_RECORD };
        const result = sampler.shouldSample(parent, ...rest);
        return keep && result.decision === SamplingDecision.NOT_RECORD
          ? { ...result, decision: SamplingDecision.RECORD }
          : result;
      },
      toString: () => sampler.toString(),
    }),
  };
}

const ignoredKey = createContextKey('antifreeze.ignored');

/**
 * For what runs in an invocation that isn't traced: whom it calls gets a context that says so, in the caller's trace where
 * there is one, and so begins no trace either.
 */
function untracedContext(parent: Context): Context {
  const ids = new RandomIdGenerator();
  const { traceId, traceFlags } = trace.getSpanContext(parent) ?? {
    traceId: ids.generateTraceId(),
    traceFlags: randomFlag,
  };
  const spanContext = {
    traceId,
    spanId: ids.generateSpanId(),
    traceFlags: traceFlags & randomFlag,
  };
  const ignored = trace.setSpanContext(parent, spanContext).setValue(ignoredKey, true);
  return withOpenInvocation(ignored, () => true);
}
