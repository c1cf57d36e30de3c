import { diag } from '@opentelemetry/api';
import { type BatchedFlush, batchedFlush } from '../aws/batched-flush.ts';
import { type ColdStart, createColdStart, isAhead } from '../aws/cold-start.ts';
import { endWhenPosted, flushInWindow, type WindowPolicy } from '../aws/freeze.ts';
import { observeTenant } from '../aws/observe-tenant.ts';
import { lambdaResource } from '../aws/resource.ts';
import { findRuntimeClient, type RuntimeClients } from '../aws/runtime-client.ts';
import { runtimeTraceHeader } from '../aws/runtime-trace-header.ts';
import { wrapHandler } from '../aws/wrap-handler.ts';
import type { Config } from '../config/config.ts';
import type { ReadConfig } from '../config/found-config.ts';
import { type LambdaEnvironment, readLambdaEnvironment } from '../config/lambda-environment.ts';
import type { TraceOptions } from '../config/options.ts';
import { readConfig } from '../config/read-config.ts';
import { pacedFlush } from '../core/flush-pace.ts';
import { type Flush, flushBeforeResponse, flushInBackground } from '../core/flush-policies.ts';
import { atProcessEnd } from '../core/process-end.ts';
import type { FlushPolicy } from '../core/telemetry.ts';
import { watchInvocations } from '../core/watch-invocations.ts';
import { createFlush } from '../export/create-flush.ts';
import { httpClient } from '../export/http-client.ts';
import { openSocket } from '../export/open-socket.ts';
import { addLogFields, traceFields } from '../instrumentation/log-fields/add-log-fields.ts';
import { once } from '../support/once.ts';
import { type Capture, captureOnLambda } from './capture-on-lambda.ts';
import { createSetUp, type ProcessTelemetry } from './create-set-up.ts';
import { createSpansOnly } from './create-signals.ts';
import { createSdk, createTelemetry, type Sdk } from './create-telemetry.ts';
import { faultReporter, warn } from './diagnostics.ts';
import { type InstrumentationOptions, instrument } from './instrument.ts';
import { journalFolder } from './journal-folder.ts';
import { registerExtension } from './register-extension.ts';
import { type TraceApart, warmUp } from './warm-up.ts';

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
  const { runtimeApi } = environment;
  const clients = findClients(environment);
  const batches =
    config.flush === 'batched' && clients.window && runtimeApi
      ? batchedFlush(
          config.flushInterval,
          clients.window,
          registerExtension(runtimeApi, httpClient, openSocket),
        )
      : undefined;
  const platform = lambdaResource(environment);
  const folder = journalFolder(config, environment);
  addFieldsToLines(config, environment);
  const sdk = createTelemetry(config, parts, platform, {
    journalFolder: folder,
    createFlush,
    httpClient,
    onFullBatch: batches?.full,
    // Anywhere else, such as in a unit test, nobody expects spans to arrive.
    report: environment.runtimeApi === undefined ? undefined : faultReporter(config.logLevel),
  });
  prepareJournal(sdk, clients);
  const capture = config.capture && captureOnLambda(config.capture);
  instrumentFunction(instrumentation, { environment, capture }, sdk);
  const expected = expectedFlush(environment, loadedAt);
  const { watched, flush, initializedAt, servesFirst } = followInvocations(
    { config, clients, batches, expected },
    sdk,
  );
  // Anywhere else, such as in a unit test, the process isn't ours to watch.
  if (runtimeApi !== undefined)
    atProcessEnd({
      endOpen: watched.endOpen,
      close: sdk.close,
      flush,
      farewellMs: batches && extensionFarewellMs,
    });
  if (clients.native && isAhead(environment.initializationType))
    warmUp(clients.native, { config, parts, platform, clients, journalFolder: folder }, traceApart);
  return {
    // Anywhere else functions are only tested.
    telemetry: {
      ...sdk,
      flushPolicy: watched,
      observers: [...sdk.observers, capture?.observer, config.tenantId ? observeTenant : undefined],
      warn: runtimeApi ? once(warn) : undefined,
    },
    coldStart: coldStartOf(environment, () => initializedAt?.() ?? loadedAt, servesFirst),
    settingsOf: sdk.settingsOf,
  };
}

/**
 * Now that a function has a whole processor, and not in its first invocation. Not in the threads and processes that it
 * starts of its own code, which the runtime calls nothing in: one that is ended by force would leave its file behind.
 */
function prepareJournal({ journal }: Sdk, { native }: RuntimeClients): void {
  if (native) journal?.prepare();
}

/** Before the console is captured: a record is of what was written, without the fields. */
function addFieldsToLines(config: Config, { logsJson }: LambdaEnvironment): void {
  if (config.traceFields) addLogFields(traceFields, logsJson ? 'runtime-json' : 'text');
}

function coldStartOf(
  { initializationType }: LambdaEnvironment,
  readyAt: () => number,
  servesFirst: (() => boolean) | undefined,
): ColdStart {
  return createColdStart({
    initializationType,
    startedAt: performance.timeOrigin,
    readyAt,
    servesFirst,
  });
}

interface FunctionParts {
  readonly environment: LambdaEnvironment;
  readonly capture: Capture | undefined;
}

function instrumentFunction(
  options: InstrumentationOptions,
  { environment: { runtimeApi, xRayDaemon }, capture }: FunctionParts,
  sdk: Sdk,
): void {
  instrument(options, sdk, {
    capture: capture?.calls,
    ownHosts: [runtimeApi, xRayDaemon].filter((host) => host !== undefined),
    incomingTraceHeader: runtimeTraceHeader,
  });
}

/** Traces a handler by parts that nobody else knows of. */
const traceApart: TraceApart = ({ config, parts, platform, clients, ...stage }, handlerOf) => {
  const sdk = createSdk(
    config,
    parts,
    platform,
    { ...stage, createFlush, httpClient },
    createSpansOnly,
  );
  sdk.journal?.prepare();
  const { tracer, journal } = sdk;
  const { watched } = followInvocations({ config, clients }, sdk);
  const handler = wrapHandler(handlerOf(tracer), { tracer, flushPolicy: watched }, () => undefined);
  return { handler, close: () => journal?.close() };
};

interface Following {
  readonly config: Config;
  readonly clients: RuntimeClients;
  readonly batches?: BatchedFlush | undefined;
  /** See `pacedFlush`. */
  readonly expected?: number;
}

/** Has invocations watched, and flushed when they are over. */
function followInvocations({ config, clients, batches, expected }: Following, sdk: Sdk) {
  const { flush, margin, lead } = pacedFlush(sdk.flush, expected);
  const { flushPolicy, initializedAt, servesFirst } = chooseFlushPolicy(
    config,
    clients,
    (deadline) => flush(deadline - flushMarginMs),
    batches,
  );
  const watched = watchInvocations(flushPolicy, {
    margin: () => config.timeoutMargin ?? margin(),
    lead,
    journal: sdk.openSpans,
    flush,
  });
  return { watched, flush, initializedAt, servesFirst };
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
  { native, window, isConcurrent }: RuntimeClients,
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

function findClients({ usesAlternativeClient, maxConcurrency }: LambdaEnvironment): RuntimeClients {
  const native = findRuntimeClient();
  const isConcurrent = maxConcurrency !== undefined;
  return {
    native,
    window: usesAlternativeClient || isConcurrent ? undefined : native,
    isConcurrent,
  };
}
