import type { Attributes } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';
import { readGcpEnvironment, readGcpFlush } from '../config/gcp-environment.ts';
import type { TraceOptions } from '../config/options.ts';
import { type CustomParts, readConfig } from '../config/read-config.ts';
import type { Environment } from '../config/read-setting.ts';
import { pacedFlush } from '../core/flush-pace.ts';
import { flushBeforeResponse, flushInBackground } from '../core/flush-policies.ts';
import { watchInvocations } from '../core/watch-invocations.ts';
import { loadGcpSender } from '../export/load-gcp-sender.ts';
import { createHoldResponse } from '../gcp/hold-response.ts';
import { createInvocations } from '../gcp/invocation.ts';
import { fetchMetadata } from '../gcp/metadata.ts';
import { gcpResource } from '../gcp/resource.ts';
import type { FunctionTracing } from '../gcp/wrap-function.ts';
import { instrumentPubSubLibrary } from '../instrumentation/pubsub/instrument-pubsub-library.ts';
import { carryingOwnParent } from '../propagation/own-parent.ts';
import { type Deadline, settledBy } from '../support/deadline.ts';
import { guard } from '../support/guard.ts';
import { createTelemetry } from './create-telemetry.ts';
import { setUpDiagnostics } from './diagnostics.ts';
import type { GcpInstrumentationOptions } from './gcp-instrumentation-options.ts';
import { instrument } from './instrument.ts';
import { createPropagator } from './propagator.ts';

/** Longest time that the metadata server may take, in milliseconds. It answers within a few where there is one. */
const metadataTimeoutMs = 500;

/** What traces the functions of one process, and what it has found out about its project. */
export interface GcpTelemetry extends FunctionTracing {
  projectId(): string | undefined;
}

/** Options win over the environment. Undefined where tracing is switched off. */
export function setUpGcp(
  options: TraceOptions & GcpInstrumentationOptions,
  environment?: Environment,
): GcpTelemetry | undefined {
  const { config, parts, warnings } = readConfig(options, environment, {
    relays: ['sqs', 'pubsub'],
  });
  setUpDiagnostics(config.logLevel, warnings);
  if (config.disabled) return undefined;
  return createGcpTelemetry({ ...config, flush: readGcpFlush(options) }, parts, options);
}

function createGcpTelemetry(
  config: Config,
  parts: CustomParts,
  instrumentation: GcpInstrumentationOptions,
): GcpTelemetry {
  const environment = readGcpEnvironment();
  const { service, metadataHost } = environment;
  // Only Google Cloud sets the service's name; elsewhere the host may not even resolve.
  const metadata =
    service === undefined ? undefined : fetchMetadata(metadataHost, Date.now() + metadataTimeoutMs);
  let { projectId } = environment;
  void metadata?.then((found) => {
    projectId ??= found?.projectId;
  });

  const resource = new ResourceSettler();
  const sdk = createTelemetry(
    // What is kept in a file dies with the instance.
    { ...config, journal: false },
    {
      ...parts,
      propagator: carryingOwnParent(createPropagator(config, parts)),
      spanProcessors: [resource, ...parts.spanProcessors],
    },
    // The SDK takes promises as well.
    gcpResource(environment, metadata) as Attributes,
    { loadSender: loadGcpSender },
  );
  // Its token is there by the time that there are spans.
  if (config.relay?.kind === 'pubsub') void sdk.flush(Date.now());
  instrument(instrumentation, sdk.tracer, sdk.provider, {
    ownHosts: [metadataHost],
    incomingTraceHeader: () => undefined,
  });
  const { pubsub } = instrumentation;
  if (pubsub !== false)
    guard('instrumenting Pub/Sub', () => instrumentPubSubLibrary(sdk.tracer, pubsub));
  const { flush, margin, lead } = pacedFlush(async (latest: Deadline) => {
    const deadline = Math.min(latest, Date.now() + config.flushTimeout);
    await settledBy(resource.forceFlush(), deadline);
    await sdk.flush(deadline);
  });
  const policy =
    config.flush === 'before-response' ? flushBeforeResponse(flush) : flushInBackground(flush);
  const flushPolicy = watchInvocations(policy, {
    margin: () => config.timeoutMargin ?? margin(),
    lead,
    journal: undefined,
    flush,
  });
  return {
    telemetry: { tracer: sdk.tracer, flushPolicy },
    invocation: createInvocations(environment),
    holdResponse: createHoldResponse(),
    projectId: () => projectId,
  };
}

/** Waits for what of the resource is known only later. A span knows its resource; the provider keeps it to itself. */
class ResourceSettler implements SpanProcessor {
  #settled: Promise<void> | undefined;

  onStart(span: Parameters<SpanProcessor['onStart']>[0]): void {
    this.#settled ??= span.resource.waitForAsyncAttributes?.();
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {
    await this.#settled;
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }
}
