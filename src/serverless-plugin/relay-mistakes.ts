import type { ServiceSettings } from './plugin-settings.ts';
import { relayPlanOf, relayVariables } from './relay-plan.ts';

/** Any of these says where a relay sends to. */
const destinations = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'ANTIFREEZE_ENDPOINT',
];

/** From this many messages on, AWS wants a batching window. */
const mostWithoutWindow = 10;

/** What doesn't fit together in the settings of a relay, each of which may be right by itself. One line each. */
export function findRelayMistakes(settings: ServiceSettings): string[] {
  const plan = relayPlanOf(settings);
  if (!plan) return [];
  const { batchSize, maximumBatchingWindow, timeout, visibilityTimeout } = plan;
  const { maximumConcurrency, reservedConcurrency = Infinity } = plan;
  const variables = relayVariables(settings, plan);
  const path = 'custom.antifreeze.relay';
  const mistakes: readonly (readonly [boolean, string])[] = [
    [
      !destinations.some((name) => name in variables),
      `${path} has no endpoint: set custom.antifreeze.endpoint to your collector's URL`,
    ],
    [
      visibilityTimeout < timeout,
      `${path}.visibilityTimeout must be ${path}.timeout at least, which is ${timeout}; six times as long is right`,
    ],
    [
      batchSize > mostWithoutWindow && maximumBatchingWindow < 1,
      `${path}.maximumBatchingWindow must be 1 at least where batchSize is above ${mostWithoutWindow}`,
    ],
    [
      reservedConcurrency < maximumConcurrency,
      `${path}.reservedConcurrency must be ${path}.maximumConcurrency at least, which is ${maximumConcurrency}`,
    ],
  ];
  return mistakes.filter(([isMistake]) => isMistake).map(([, message]) => message);
}
