import { environmentWithoutRelay } from '../config/environment-without-relay.ts';
import { readGcpEnvironment } from '../config/gcp-environment.ts';
import type { TraceOptions } from '../config/options.ts';
import { readConfig } from '../config/read-config.ts';
import { traced as tracedAlready, wrapFunction } from '../gcp/wrap-function.ts';
import { createDestinations } from '../relay/create-destinations.ts';
import type { PubSubEvent, PushRequest, PushResponse } from '../relay/framework-interfaces.ts';
import { googleSecretStores } from '../relay/google-secrets.ts';
import { createPubSubHandler, type PubSubHandler } from '../relay/pubsub-handler.ts';
import type { PubSubRelayOptions } from '../relay/pubsub-relay-options.ts';
import { relayDefaults } from '../relay/relay-options.ts';
import { setUpDiagnostics } from '../sdk/diagnostics.ts';
import { createGcpSetUp } from '../sdk/gcp.ts';
import { registerApi } from '../sdk/register-api.ts';
import { guard } from '../support/guard.ts';

export type { PubSubEvent, PushRequest, PushResponse } from '../relay/framework-interfaces.ts';
export type { PubSubRelayOptions } from '../relay/pubsub-relay-options.ts';
export type { RelayDestination } from '../relay/relay-options.ts';

/** A function for the Functions Framework, of any signature. */
export interface PubSubRelay {
  /** An HTTP function, for a push subscription or Eventarc. */
  (request: PushRequest, response: PushResponse): Promise<void>;
  /** A CloudEvent function, or with a context as the 2nd argument an event function of the 1st generation. */
  (event: PubSubEvent, context?: object): Promise<void>;
}

const defaultAckDeadlineMs = 10_000;
const defaultMergeForMs = 50;
/** The share of the time for an answer that may be used: the answer has a way to go. */
const usableShare = 0.9;

/**
 * A function for the topic that functions send their spans to: it passes them on to one or several OTLP endpoints. It
 * acknowledges a message when all of them have taken it; any other is delivered again by Pub/Sub.
 */
export function createPubSubRelay(options: PubSubRelayOptions = {}): PubSubRelay {
  const environment = readGcpEnvironment();
  const { destinations, warnings } = createDestinations(options.destinations, googleSecretStores());
  const tracing = typeof options.trace === 'object' ? options.trace : {};
  const { config, warnings: ofTracing } = readConfig(tracing, environmentWithoutRelay());
  // Those of its own tracing are told where that is set up.
  const told = options.trace ? ofTracing : [];
  setUpDiagnostics(
    config.logLevel,
    warnings.filter((warning) => !told.includes(warning)),
  );
  const ackDeadline = options.ackDeadline ?? defaultAckDeadlineMs;
  const handler = createPubSubHandler({
    destinations,
    maxRequestSize: options.maxRequestSize ?? relayDefaults.maxRequestSize,
    retryForMs: options.retryFor ?? relayDefaults.retryFor,
    answerWithinMs: usableShare * Math.min(ackDeadline, environment.timeoutMs ?? ackDeadline),
    mergeForMs: options.mergeFor ?? defaultMergeForMs,
    // biome-ignore lint/suspicious/noConsole: a relay's log is all that tells of messages it can't deliver.
    log: (line) => console.error(line),
  });
  const relay = relayOf(options.trace ? traced(handler, tracing) : handler);
  // Whatever traces the functions of a project, and may send spans to this very topic, leaves a relay alone.
  return Object.assign(relay, { [tracedAlready]: true });
}

/** Its own spans go straight to the collector: through the topic each would make the next one. */
function traced(handler: PubSubHandler, options: TraceOptions): PubSubHandler {
  const telemetry = guard('setting up', () => {
    registerApi();
    return createGcpSetUp(environmentWithoutRelay())({ ...options, relay: undefined });
  });
  if (!telemetry) return handler;
  return {
    http: wrapFunction(handler.http, 'http', telemetry),
    cloudEvent: wrapFunction(handler.cloudEvent, 'cloudevent', telemetry),
    background: wrapFunction(handler.background, 'event', telemetry),
  };
}

/** Tells by what it is given how it was called. One parameter, as the framework gives a callback to those that take more. */
function relayOf({ http, cloudEvent, background }: PubSubHandler): PubSubRelay {
  return (first: unknown, ...[second]: unknown[]) => {
    if (isResponse(second)) return http(Object(first), second);
    return second === undefined ? cloudEvent(Object(first)) : background(first, second);
  };
}

function isResponse(value: unknown): value is PushResponse {
  return typeof (Object(value) as Partial<PushResponse>).end === 'function';
}
