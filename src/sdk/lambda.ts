import { diag } from '@opentelemetry/api';
import { type ColdStart, createColdStart } from '../aws/cold-start.ts';
import {
  type Flush,
  flushBeforeResponse,
  flushInBackground,
  flushInWindow,
} from '../aws/freeze.ts';
import { lambdaResource } from '../aws/resource.ts';
import { findRuntimeClient } from '../aws/runtime-client.ts';
import { runtimeTraceHeader } from '../aws/runtime-trace-header.ts';
import type { Config } from '../config/config.ts';
import { type LambdaEnvironment, readLambdaEnvironment } from '../config/lambda-environment.ts';
import type { CustomParts } from '../config/read-config.ts';
import type { FlushPolicy, Telemetry } from '../core/telemetry.ts';
import { createTelemetry } from './create-telemetry.ts';
import { type InstrumentationOptions, instrument } from './instrument.ts';

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
  const { tracer, provider, flush } = createTelemetry(config, parts, lambdaResource(environment));
  const { runtimeApi, xRayDaemon } = environment;
  instrument(instrumentation, tracer, provider, {
    ownHosts: [runtimeApi, xRayDaemon].filter((host) => host !== undefined),
    incomingTraceHeader: runtimeTraceHeader,
  });
  const { flushPolicy, initializedAt } = chooseFlushPolicy(config, environment, (deadline) =>
    flush(deadline - flushMarginMs),
  );
  const coldStart = createColdStart({
    initializationType: environment.initializationType,
    startedAt: performance.timeOrigin,
    readyAt: () => initializedAt?.() ?? loadedAt,
  });
  return { telemetry: { tracer, flushPolicy }, coldStart };
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
  if (environment.maxConcurrency !== undefined)
    return { flushPolicy: holdsResponse ? flushBeforeResponse(flush) : flushInBackground(flush) };
  const client = environment.usesAlternativeClient ? undefined : findRuntimeClient();
  diag.debug(`antifreeze: flushing ${client && !holdsResponse ? 'after' : 'before'} each response`);
  if (!client) return { flushPolicy: flushBeforeResponse(flush) };
  const flushPolicy = flushInWindow(client, flush, holdsResponse);
  return { flushPolicy, initializedAt: flushPolicy.initializedAt };
}
