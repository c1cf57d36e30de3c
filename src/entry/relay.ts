import { traced as tracedAlready, wrapHandler } from '../aws/wrap-handler.ts';
import type { Config } from '../config/config.ts';
import { environmentWithoutRelay } from '../config/environment-without-relay.ts';
import type { CustomParts } from '../config/found-config.ts';
import { readConfig } from '../config/read-config.ts';
import { awsSecretStores } from '../relay/aws-secrets.ts';
import { createDestinations } from '../relay/create-destinations.ts';
import type { RelayHandler } from '../relay/lambda-interfaces.ts';
import { createRelayHandler } from '../relay/relay-handler.ts';
import { type RelayOptions, relayDefaults } from '../relay/relay-options.ts';
import { createSlowDown } from '../relay/slow-down.ts';
import { setUpDiagnostics } from '../sdk/diagnostics.ts';
import { createLambdaTelemetry } from '../sdk/lambda.ts';
import { registerApi } from '../sdk/register-api.ts';
import { guard } from '../support/guard.ts';

export type {
  RelayContext,
  RelayEvent,
  RelayHandler,
  RelayResponse,
} from '../relay/lambda-interfaces.ts';
export type { RelayDestination, RelayOptions } from '../relay/relay-options.ts';
export type { RelayRecord } from '../relay/relay-record.ts';

/**
 * A Lambda handler for the queue that functions send their spans to: it passes them on to one or several OTLP
 * endpoints. What could not be delivered stays in the queue. Its event source mapping must have
 * `ReportBatchItemFailures`, or Lambda deletes what has failed.
 */
export function createRelay(options: RelayOptions = {}): RelayHandler {
  const tracing = typeof options.trace === 'object' ? options.trace : {};
  // A relay whose own spans went through the queue would never come to rest: each would make the next one.
  const direct = { ...tracing, relay: undefined };
  const { config, parts, warnings } = readConfig(direct, environmentWithoutRelay());
  const { destinations, warnings: others } = createDestinations(
    options.destinations,
    awsSecretStores,
  );
  setUpDiagnostics(config.logLevel, [...new Set([...others, ...warnings])]);
  const handler = createRelayHandler({
    destinations,
    maxRequestSize: options.maxRequestSize ?? relayDefaults.maxRequestSize,
    retryForMs: options.retryFor ?? relayDefaults.retryFor,
    slowDown: options.slowDown === false ? undefined : createSlowDown(),
    // biome-ignore lint/suspicious/noConsole: a relay's log is all that tells of messages it can't deliver.
    log: (line) => console.error(line),
  });
  if (!options.trace || config.disabled) return untraced(handler);
  return guard('setting up', () => traced(handler, config, parts)) ?? untraced(handler);
}

/** Whatever wraps the functions of an account, and may send spans to this very queue, leaves a relay alone. */
function untraced(handler: RelayHandler): RelayHandler {
  return Object.assign(handler, { [tracedAlready]: true });
}

function traced(handler: RelayHandler, config: Config, parts: CustomParts): RelayHandler {
  registerApi();
  const { telemetry, coldStart } = createLambdaTelemetry({ config, parts }, {});
  return wrapHandler(handler, telemetry, coldStart);
}
