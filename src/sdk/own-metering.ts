import { metricsExporter } from '../config/read-config.ts';
import { createMetering, type Metering } from '../signals/metrics/metering.ts';

/** The meter provider that the environment asks for: as a rule none. */
export function ownMetering(): Metering | undefined {
  return metering(['otlp', 'console', 'emf']);
}

/** The same on Google Cloud, where nobody reads metrics in the log. */
export function gcpMetering(): Metering | undefined {
  return metering(['otlp', 'console']);
}

function metering(offered: readonly string[]): Metering | undefined {
  return offered.includes(metricsExporter()) ? createMetering() : undefined;
}
