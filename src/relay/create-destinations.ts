import { readAwsRegion } from '../config/aws-credentials.ts';
import type { OtlpConfig } from '../config/config.ts';
import { readVariable } from '../config/environment-variable.ts';
import { environmentWithoutRelay } from '../config/environment-without-relay.ts';
import { readConfig } from '../config/read-config.ts';
import type { Environment } from '../config/read-setting.ts';
import type { Signal } from '../support/signal.ts';
import { type Destination, otlpDestination } from './destination.ts';
import type { RelayDestination, RelayOptions } from './relay-options.ts';
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
  // Without any destination no message would ever be delivered.
  const read =
    given.length > 0
      ? given.map((options) => readDestination(options, { AWS_REGION: readAwsRegion() }))
      : [readDestination({}, environmentWithoutRelay())];
  const resolveSecrets = createSecretResolver(secretStores);
  return {
    destinations: read.flatMap(({ ways }) =>
      ways.map(([signal, otlp]) => otlpDestination(signal, otlp, resolveSecrets)),
    ),
    warnings: read.flatMap(({ warnings }) => warnings),
  };
}

interface ReadDestination {
  /** Where each signal goes that the destination takes. */
  readonly ways: readonly (readonly [Signal, OtlpConfig])[];
  readonly warnings: readonly string[];
}

function readDestination(options: RelayDestination, environment: Environment): ReadDestination {
  // Whoever writes JavaScript may pass anything.
  const { logs, metrics, tracesEndpoint, endpoint } = Object(options) as RelayDestination;
  const { config, warnings } = readConfig(
    { ...options, logs: { ...logs, exporter: 'otlp' } },
    // A relay makes no metrics, but passes them on.
    { ...environment, OTEL_METRICS_EXPORTER: 'otlp' },
  );
  const variable = (name: string) => readVariable(`${name}_ENDPOINT`, environment);
  const base = endpoint ?? variable('OTEL_EXPORTER_OTLP') ?? variable('ANTIFREEZE');
  const own: Partial<Record<Signal, string | undefined>> = {
    traces: tracesEndpoint ?? variable('OTEL_EXPORTER_OTLP_TRACES'),
    logs: logs?.endpoint ?? variable('OTEL_EXPORTER_OTLP_LOGS'),
    metrics: metrics?.endpoint ?? variable('OTEL_EXPORTER_OTLP_METRICS'),
  };
  // Where only some have an endpoint, the others are not meant.
  const takesAll = base !== undefined || Object.values(own).every((url) => url === undefined);
  const ways = (['traces', 'logs', 'metrics'] as const).flatMap((signal) => {
    const otlp = signal === 'traces' ? config.otlp : config[signal]?.otlp;
    return otlp && (takesAll || own[signal] !== undefined) ? [[signal, otlp] as const] : [];
  });
  const isJson = ways.some(([, { protocol }]) => protocol === 'http/json');
  return {
    ways,
    warnings: [...warnings, ...(isJson ? ['a relay sends http/protobuf only'] : [])],
  };
}
