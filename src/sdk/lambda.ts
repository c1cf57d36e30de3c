import { diag } from '@opentelemetry/api';
import { type ColdStart, createColdStart } from '../aws/cold-start.ts';
import { endWhenPosted, flushInWindow } from '../aws/freeze.ts';
import { lambdaResource } from '../aws/resource.ts';
import { findRuntimeClient } from '../aws/runtime-client.ts';
import { runtimeTraceHeader } from '../aws/runtime-trace-header.ts';
import type { Config } from '../config/config.ts';
import { type LambdaEnvironment, readLambdaEnvironment } from '../config/lambda-environment.ts';
import type { CustomParts } from '../config/read-config.ts';
import { pacedFlush } from '../core/flush-pace.ts';
import { type Flush, flushBeforeResponse, flushInBackground } from '../core/flush-policies.ts';
import { atProcessEnd } from '../core/process-end.ts';
import type { FlushPolicy, Telemetry } from '../core/telemetry.ts';
import { watchInvocations } from '../core/watch-invocations.ts';
import { createSender } from '../export/create-sender.ts';
import { createTelemetry } from './create-telemetry.ts';
import { type InstrumentationOptions, instrument } from './instrument.ts';
import { journalFolder } from './journal-folder.ts';

/** What the first flush takes of a whole processor, in milliseconds, and the memory that a function has one with. */
const firstFlushMs = 20;
const wholeProcessorMb = 1_769;

/** Left of an invocation's time when a flush gives up, in milliseconds: a flush must never cause a time-out. */
const flushMarginMs = 100;

/** What traces the handlers of one process. */
export interface LambdaTelemetry {
  readonly telemetry: Telemetry;
  readonly coldStart: ColdStart;
}

export function createLambdaTelemetry(
  config: Config,
  parts: CustomParts,
  instrumentation: InstrumentationOptions,
): LambdaTelemetry {
  const loadedAt = Date.now();
  const environment = readLambdaEnvironment();
  const sdk = createTelemetry(config, parts, lambdaResource(environment), {
    journalFolder: journalFolder(config, environment),
    createSender,
  });
  const { tracer, provider, journal } = sdk;
  const { flush, margin, lead } = pacedFlush(sdk.flush, expectedFlush(environment, loadedAt));
  const { runtimeApi, xRayDaemon } = environment;
  instrument(instrumentation, tracer, provider, {
    ownHosts: [runtimeApi, xRayDaemon].filter((host) => host !== undefined),
    incomingTraceHeader: runtimeTraceHeader,
  });
  const { flushPolicy, initializedAt } = chooseFlushPolicy(config, environment, (deadline) =>
    flush(deadline - flushMarginMs),
  );
  const watched = watchInvocations(flushPolicy, {
    margin: () => config.timeoutMargin ?? margin(),
    lead,
    journal,
    flush,
  });
  // Anywhere else, such as in a unit test, the process isn't ours to watch.
  if (runtimeApi !== undefined)
    atProcessEnd({ endOpen: watched.endOpen, close: () => journal?.close(), flush });
  const coldStart = createColdStart({
    initializationType: environment.initializationType,
    startedAt: performance.timeOrigin,
    readyAt: () => initializedAt?.() ?? loadedAt,
  });
  return { telemetry: { tracer, flushPolicy: watched }, coldStart };
}

/**
 * The share of a processor that a function has goes by its memory, but for its initialisation. Where this took long for
 * what it is, the processor is slow, or busy.
 */
function expectedFlush({ memorySizeMb }: LambdaEnvironment, loadedAt: number): number {
  const share = Math.min(1, (memorySizeMb ?? wholeProcessorMb) / wholeProcessorMb);
  return Math.max(firstFlushMs, 4 * (Date.now() - loadedAt)) / share;
}

interface ChosenPolicy {
  readonly flushPolicy: FlushPolicy;
  initializedAt?(): number | undefined;
}

function chooseFlushPolicy(
  config: Config,
  environment: LambdaEnvironment,
  flush: Flush,
): ChosenPolicy {
  const holdsResponse = config.flush === 'before-response';
  const nativeClient = findRuntimeClient();
  if (environment.maxConcurrency !== undefined && !holdsResponse) {
    const flushPolicy = flushInBackground(flush);
    return { flushPolicy: nativeClient ? endWhenPosted(nativeClient, flushPolicy) : flushPolicy };
  }
  const asksForNext =
    !environment.usesAlternativeClient && environment.maxConcurrency === undefined;
  const client = asksForNext ? nativeClient : undefined;
  diag.debug(`antifreeze: flushing ${client && !holdsResponse ? 'after' : 'before'} each response`);
  if (!client) return { flushPolicy: flushBeforeResponse(flush) };
  const flushPolicy = flushInWindow(client, flush, holdsResponse);
  return { flushPolicy, initializedAt: flushPolicy.initializedAt };
}
