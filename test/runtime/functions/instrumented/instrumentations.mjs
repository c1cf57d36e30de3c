import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';

/** A list in a list, as it comes, with those for HTTP, undici and the AWS SDK. */
export const instrumentations = [
  getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-net': { enabled: false },
    '@opentelemetry/instrumentation-dns': { enabled: false },
  }),
];
