import { readAwsRegion } from '../config/aws-credentials.ts';
import { environmentWithoutRelay } from '../config/environment-without-relay.ts';
import { readConfig } from '../config/read-config.ts';
import { type Destination, otlpDestination } from './destination.ts';
import type { RelayOptions } from './relay-options.ts';
import { createSecretResolver, type SecretStores } from './secrets.ts';

/** Destinations, and one line for each value that could not be used. */
export interface ReadDestinations {
  readonly destinations: readonly Destination[];
  readonly warnings: readonly string[];
}

/** The destinations in code, or where there are none the one of the environment. Never throws. */
export function createDestinations(
  given: RelayOptions['destinations'] = [],
  secretStores: SecretStores,
): ReadDestinations {
  // Without any destination every message would count as delivered to all of them.
  const configs =
    given.length > 0
      ? given.map((options) => readConfig(options, { AWS_REGION: readAwsRegion() }))
      : [readConfig(undefined, environmentWithoutRelay())];
  const resolveSecrets = createSecretResolver(secretStores);
  return {
    destinations: configs.map(({ config }) => otlpDestination(config.otlp, resolveSecrets)),
    warnings: configs.flatMap(({ config, warnings }) => [
      ...warnings,
      ...(config.otlp.protocol === 'http/json' ? ['a relay sends http/protobuf only'] : []),
    ]),
  };
}
