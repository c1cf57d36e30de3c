import { instrumentAwsSdk } from '../../../../src/instrumentation/aws-sdk/instrument-aws-sdk.ts';
import { useW3cPropagation } from '../../../propagation/w3c.ts';
import { recordingTelemetry } from '../../../support/recording-telemetry.ts';

// Traces as soon as it is loaded, before or after the SDK.
useW3cPropagation();
const { telemetry, spans } = recordingTelemetry();
instrumentAwsSdk(telemetry.tracer);

/** Names of the spans that have ended. */
export function spanNames(): string[] {
  return spans().map(({ name }) => name);
}
