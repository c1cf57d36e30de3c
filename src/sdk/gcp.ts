import type { Config } from '../config/config.ts';
import type { CustomParts, ReadConfig } from '../config/found-config.ts';
import { readGcpEnvironment } from '../config/gcp-environment.ts';
import type { TraceOptions } from '../config/options.ts';
import { readConfig } from '../config/read-config.ts';
import type { Environment } from '../config/read-setting.ts';
import { beforeTermination } from '../core/before-termination.ts';
import { pacedFlush } from '../core/flush-pace.ts';
import { flushBeforeResponse, flushInBackground } from '../core/flush-policies.ts';
import type { Outcome } from '../core/outcome.ts';
import { watchInvocations } from '../core/watch-invocations.ts';
import { createGcpFlush } from '../export/create-gcp-flush.ts';
import type { ReportFault } from '../export/delivery-log.ts';
import { httpClient } from '../export/http-client.ts';
import { openSocket } from '../export/open-socket.ts';
import type { FunctionTracing } from '../gcp/function-tracing.ts';
import { createInvocations } from '../gcp/invocation.ts';
import { activeLogFields } from '../gcp/log-fields.ts';
import { fetchMetadata } from '../gcp/metadata.ts';
import { gcpResource } from '../gcp/resource.ts';
import { createResponseHolder } from '../gcp/response-holder.ts';
import { addLogFields } from '../instrumentation/log-fields/add-log-fields.ts';
import { instrumentPubSubLibrary } from '../instrumentation/pubsub/instrument-pubsub-library.ts';
import { carryingOwnParent } from '../propagation/own-parent.ts';
import type { Deadline } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { captureOnGcp } from './capture-on-gcp.ts';
import type { Capture } from './capture-on-lambda.ts';
import { createSetUp, type ProcessTelemetry } from './create-set-up.ts';
import { createTelemetry, type Sdk } from './create-telemetry.ts';
import { faultReporter } from './diagnostics.ts';
import type { GcpInstrumentationOptions } from './gcp-instrumentation-options.ts';
import { instrument } from './instrument.ts';
import { createPropagator } from './propagator.ts';

/** Longest time that the metadata server may take, in milliseconds. It answers within a few where there is one. */
const metadataTimeoutMs = 500;

/** The first process of a container, which signals end only where it wants them to. */
const initProcess = 1;

/** A process that SIGTERM has ended, as shells number that. */
const terminated: Outcome = { status: 'exited', code: 128 + 15 };

/** What traces the functions of one process, and what it has found out about its project. */
export interface GcpTelemetry extends FunctionTracing, ProcessTelemetry {
  projectId(): string | undefined;
}

/** What is called for each function with its options, which win over the environment. */
export function createGcpSetUp(
  environment?: Environment,
): (options: TraceOptions & GcpInstrumentationOptions) => GcpTelemetry | undefined {
  return createSetUp(
    (options) =>
      readConfig(options, environment, {
        relays: ['sqs', 'pubsub'],
        flush: 'before-response',
        batches: false,
        emf: false,
      }),
    createGcpTelemetry,
  );
}

function createGcpTelemetry(
  { config, parts }: ReadConfig,
  instrumentation: TraceOptions & GcpInstrumentationOptions,
): GcpTelemetry {
  const environment = readGcpEnvironment();
  const { service, job, metadataHost } = environment;
  const capture = config.capture && captureOnGcp(config.capture);
  const isHosted = service !== undefined || job !== undefined;
  // Only Google Cloud sets these names; elsewhere the host may not even resolve.
  const metadata = isHosted
    ? fetchMetadata(metadataHost, Date.now() + metadataTimeoutMs, openSocket)
    : undefined;
  let { projectId } = environment;
  void metadata?.then((found) => {
    projectId ??= found?.projectId;
  });

  // Before the console is captured: what is captured is what was written, without the fields.
  if (config.traceFields) addLogFields(() => activeLogFields(projectId), 'json');
  const sdk = createSdk(
    config,
    parts,
    gcpResource(environment, metadata),
    // Anywhere else, such as in a unit test, nobody expects spans to arrive.
    isHosted ? faultReporter(config.logLevel) : undefined,
  );
  instrumentProcess(sdk, instrumentation, { metadataHost, capture });
  const { flush, flushPolicy } = followInvocations(config, sdk);
  const responses = createResponseHolder();
  const flushAll = () => flush(Number.POSITIVE_INFINITY);
  async function farewell(outcome: Outcome): Promise<void> {
    flushPolicy.endOpen(outcome);
    await flushAll();
    responses.release();
  }
  // Anywhere else, such as in a unit test, the process isn't ours to watch.
  if (isHosted)
    beforeTermination((byDefault) =>
      byDefault && process.pid !== initProcess ? farewell(terminated) : flushAll(),
    );
  // A job has no response to wait for.
  if (job) process.once('beforeExit', () => stayingAlive(flushAll));
  return {
    telemetry: { ...sdk, flushPolicy, observers: [...sdk.observers, capture?.observer] },
    invocation: createInvocations(environment),
    responses,
    farewell,
    settingsOf: sdk.settingsOf,
    projectId: () => projectId,
  };
}

/** Has invocations watched, and flushed when they are over. */
function followInvocations(config: Config, sdk: Sdk) {
  const { flush, margin, lead } = pacedFlush((deadline: Deadline) =>
    sdk.flush(Math.min(deadline, Date.now() + config.flushTimeout)),
  );
  const policyOf = config.flush === 'before-response' ? flushBeforeResponse : flushInBackground;
  const flushPolicy = watchInvocations(policyOf(flush), {
    margin: () => config.timeoutMargin ?? margin(),
    lead,
    // What is kept in a file dies with the instance.
    journal: sdk.openSpans,
    flush,
  });
  return { flush, flushPolicy };
}

function createSdk(
  config: Config,
  parts: CustomParts,
  platform: ReturnType<typeof gcpResource>,
  report: ReportFault | undefined,
): Sdk {
  const propagator = carryingOwnParent(createPropagator(config, parts));
  const sdk = createTelemetry(config, { ...parts, propagator }, platform, {
    createFlush: createGcpFlush,
    httpClient,
    // Without a journal: what is kept in a file dies with the instance.
    report,
  });
  // Its token is there by the time that there are spans.
  if (config.relay?.kind === 'pubsub') void sdk.flush(Date.now());
  return sdk;
}

/** What the instrumentation of a process needs to know beside its options. */
interface ProcessParts {
  readonly metadataHost: string;
  readonly capture: Capture | undefined;
}

function instrumentProcess(
  sdk: Sdk,
  options: GcpInstrumentationOptions,
  { metadataHost, capture }: ProcessParts,
): void {
  instrument(options, sdk, {
    capture: capture?.calls,
    ownHosts: [metadataHost],
    incomingTraceHeader: () => undefined,
  });
  const { pubsub } = options;
  if (pubsub !== false)
    guard('instrumenting Pub/Sub', () => instrumentPubSubLibrary(sdk.tracer, pubsub));
}

/** Nothing else may keep the process: the metadata server's answer, for one, doesn't. */
function stayingAlive(work: () => Promise<void>): void {
  const timer = setInterval(() => undefined, 1000);
  void work().then(() => clearInterval(timer));
}
