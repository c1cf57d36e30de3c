import { diag } from '@opentelemetry/api';
import { type BatchedFlush, batchedFlush } from '../aws/batched-flush.ts';
import { type ColdStart, createColdStart } from '../aws/cold-start.ts';
import { endWhenPosted, flushInWindow, type WindowPolicy } from '../aws/freeze.ts';
import { lambdaResource } from '../aws/resource.ts';
import { findRuntimeClient, type RuntimeClient } from '../aws/runtime-client.ts';
import { runtimeTraceHeader } from '../aws/runtime-trace-header.ts';
import type { Config } from '../config/config.ts';
import { type LambdaEnvironment, readLambdaEnvironment } from '../config/lambda-environment.ts';
import type { TraceOptions } from '../config/options.ts';
import { type ReadConfig, readConfig } from '../config/read-config.ts';
import { pacedFlush } from '../core/flush-pace.ts';
import { type Flush, flushBeforeResponse, flushInBackground } from '../core/flush-policies.ts';
import { atProcessEnd } from '../core/process-end.ts';
import type { FlushPolicy } from '../core/telemetry.ts';
import { watchInvocations } from '../core/watch-invocations.ts';
import { createFlush, httpClient } from '../export/create-flush.ts';
import { openSocket } from '../export/open-socket.ts';
import { createSetUp, type ProcessTelemetry } from './create-set-up.ts';
import { createTelemetry } from './create-telemetry.ts';
import { faultReporter } from './diagnostics.ts';
import { type InstrumentationOptions, instrument } from './instrument.ts';
import { journalFolder } from './journal-folder.ts';
import { registerExtension } from './register-extension.ts';

/** What the first flush takes of a whole processor, in milliseconds, and the memory that a function has one with. */
const firstFlushMs = 20;
const wholeProcessorMb = 1_769;

/** Left of an invocation's time when a flush gives up, in milliseconds: a flush must never cause a time-out. */
const flushMarginMs = 100;

/** Lambda gives half a second to a runtime that is an extension as well, in milliseconds. */
const extensionFarewellMs = 450;

/** What traces the handlers of one process. */
interface LambdaTelemetry extends ProcessTelemetry {
  readonly coldStart: ColdStart;
}

/** What is called for each handler with its options, which win over the environment. */
export function createLambdaSetUp(): (
  options: TraceOptions & InstrumentationOptions,
) => LambdaTelemetry | undefined {
  return createSetUp((options) => readConfig(options), createLambdaTelemetry);
}

export function createLambdaTelemetry(
  { config, parts }: Pick<ReadConfig, 'config' | 'parts'>,
  instrumentation: TraceOptions & InstrumentationOptions,
): LambdaTelemetry {
  const loadedAt = Date.now();
  const environment = readLambdaEnvironment();
  const { runtimeApi, xRayDaemon } = environment;
  const clients = findClients(environment);
  const batches =
    config.flush === 'batched' && clients.window && runtimeApi
      ? batchedFlush(
          config.flushInterval,
          clients.window,
          registerExtension(runtimeApi, httpClient, openSocket),
        )
      : undefined;
  const sdk = createTelemetry(config, parts, lambdaResource(environment), {
    journalFolder: journalFolder(config, environment),
    createFlush,
    onFullBatch: batches?.full,
    // Anywhere else, such as in a unit test, nobody expects spans to arrive.
    report: environment.runtimeApi === undefined ? undefined : faultReporter(config.logLevel),
  });
  const { tracer, journal, observers } = sdk;
  // Here, where a function has a whole processor, and not in its first invocation.
  journal?.prepare();
  const { flush, margin, lead } = pacedFlush(sdk.flush, expectedFlush(environment, loadedAt));
  instrument(instrumentation, sdk, {
    ownHosts: [runtimeApi, xRayDaemon].filter((host) => host !== undefined),
    incomingTraceHeader: runtimeTraceHeader,
  });
  const { flushPolicy, initializedAt, servesFirst } = chooseFlushPolicy(
    config,
    clients,
    (deadline) => flush(deadline - flushMarginMs),
    batches,
  );
  const watched = watchInvocations(flushPolicy, {
    margin: () => config.timeoutMargin ?? margin(),
    lead,
    journal,
    flush,
  });
  // Anywhere else, such as in a unit test, the process isn't ours to watch.
  if (runtimeApi !== undefined)
    atProcessEnd({
      endOpen: watched.endOpen,
      close: sdk.close,
      flush,
      farewellMs: batches && extensionFarewellMs,
    });
  const coldStart = createColdStart({
    initializationType: environment.initializationType,
    startedAt: performance.timeOrigin,
    readyAt: () => initializedAt?.() ?? loadedAt,
    servesFirst,
  });
  const telemetry = { tracer, flushPolicy: watched, observers };
  return { telemetry, coldStart, settingsOf: sdk.settingsOf };
}

/**
 * The share of a processor that a function has goes by its memory, but for its initialisation. Where this took long for
 * what it is, the processor is slow, or busy.
 */
function expectedFlush({ memorySizeMb }: LambdaEnvironment, loadedAt: number): number {
  const share = Math.min(1, (memorySizeMb ?? wholeProcessorMb) / wholeProcessorMb);
  return Math.max(firstFlushMs, 4 * (Date.now() - loadedAt)) / share;
}

interface ChosenPolicy extends Partial<Pick<WindowPolicy, 'initializedAt' | 'servesFirst'>> {
  readonly flushPolicy: FlushPolicy;
}

function chooseFlushPolicy(
  config: Config,
  { native, window, isConcurrent }: Clients,
  flush: Flush,
  batches: BatchedFlush | undefined,
): ChosenPolicy {
  const holdsResponse = config.flush === 'before-response';
  if (isConcurrent && !holdsResponse) {
    const flushPolicy = flushInBackground(flush);
    return { flushPolicy: native ? endWhenPosted(native, flushPolicy) : flushPolicy };
  }
  diag.debug(`antifreeze: flushing ${window && !holdsResponse ? 'after' : 'before'} each response`);
  if (!window) return { flushPolicy: flushBeforeResponse(flush) };
  const policy = flushInWindow(window, batches?.whenDue(flush) ?? flush, holdsResponse);
  const { initializedAt, servesFirst } = policy;
  return { flushPolicy: batches?.noting(policy) ?? policy, initializedAt, servesFirst };
}

interface Clients {
  readonly native: RuntimeClient | undefined;
  /** The same, where it asks for an event that a freeze comes before. */
  readonly window: RuntimeClient | undefined;
  readonly isConcurrent: boolean;
}

function findClients({ usesAlternativeClient, maxConcurrency }: LambdaEnvironment): Clients {
  const native = findRuntimeClient();
  const isConcurrent = maxConcurrency !== undefined;
  return {
    native,
    window: usesAlternativeClient || isConcurrent ? undefined : native,
    isConcurrent,
  };
}
