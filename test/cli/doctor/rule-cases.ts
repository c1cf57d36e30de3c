import type { FunctionDescription } from '../../../src/cli/doctor/function-description.ts';
import { version } from '../../../src/support/version.ts';
import {
  layer,
  relay,
  relayVariables,
  sender,
  sound,
  soundQueue,
  soundVariables,
  straightToAws,
} from './sound-function.ts';

/** A function with one thing wrong. */
export interface RuleCase {
  readonly id: string;
  readonly when: string;
  readonly described: FunctionDescription;
  readonly others?: readonly FunctionDescription[];
}

/** The sound function with more variables. */
export const withVariables = (more: Record<string, string>): FunctionDescription => ({
  ...sound,
  variables: { ...soundVariables, ...more },
});
/** The function that sends to a relay, with more variables. */
export const withRelay = (more: Record<string, string>): FunctionDescription => ({
  ...sound,
  variables: { ...soundVariables, ...relayVariables, ...more },
});
/** The variables of a function without one. */
export const without = (name: string, { variables }: FunctionDescription): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables ?? {}).flatMap(([key, value]) =>
      key === name || value === undefined ? [] : [[key, value]],
    ),
  );
/** With a layer that is newer than the package. */
export const newer: FunctionDescription = {
  ...sound,
  layers: [layer({ kind: 'antifreeze', version: '99.0.0', isInstalled: false })],
};
const attributes = { visibilityTimeout: 60, maxReceiveCount: 20, hasPolicy: false };

/** The rule `id` must be broken by the function, and no other. Those of log records and metrics are in `signal-cases.ts`. */
export const cases: readonly RuleCase[] = [
  {
    id: 'wrapper-without-layer',
    when: 'a function has the exec wrapper and no layer',
    described: { ...sound, layers: [] },
  },
  {
    id: 'wrapper-without-layer',
    when: 'none of its layers has the exec wrapper',
    described: { ...sound, layers: [layer({ kind: 'other' })] },
  },
  {
    id: 'layer-unverified',
    when: 'nobody could look into its layer',
    described: { ...sound, layers: [layer({ kind: 'unknown' })] },
  },
  {
    id: 'layer-without-wrapper',
    when: 'it has the layer alone',
    described: { ...sound, variables: without('AWS_LAMBDA_EXEC_WRAPPER', sound) },
  },
  {
    id: 'layer-without-wrapper',
    when: 'it has the layer, and another exec wrapper',
    described: withVariables({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/mine' }),
  },
  {
    id: 'wrapper-loop',
    when: 'the second exec wrapper is the first',
    described: withVariables({ ANTIFREEZE_EXEC_WRAPPER: '/opt/antifreeze' }),
  },
  {
    id: 'configured-only',
    when: 'it has variables, and nobody looked into the code',
    described: { ...sound, layers: [], variables: without('AWS_LAMBDA_EXEC_WRAPPER', sound) },
  },
  {
    id: 'not-in-code',
    when: 'it has variables of ours, and its code has nothing',
    described: {
      ...sound,
      layers: [],
      variables: { ANTIFREEZE_FLUSH: 'before-response' },
      versionsInCode: [],
    },
  },
  {
    id: 'other-tracer',
    when: 'the layer of somebody else is there, too',
    described: { ...sound, layers: [layer(), layer({ kind: 'unknown' }, 'Datadog-Node24-x')] },
  },
  {
    id: 'other-tracer',
    when: 'the exec wrapper of somebody else is chained',
    described: withVariables({ ANTIFREEZE_EXEC_WRAPPER: '/opt/otel-handler' }),
  },
  {
    id: 'switched-off',
    when: 'OpenTelemetry is disabled',
    described: withVariables({ OTEL_SDK_DISABLED: 'True' }),
  },
  {
    id: 'layer-old',
    when: 'its layer is of an older version',
    described: {
      ...sound,
      layers: [layer({ kind: 'antifreeze', version: '0.0.9', isInstalled: false })],
    },
  },
  {
    id: 'layer-differs',
    when: 'its layer has the version, and not the bytes',
    described: { ...sound, layers: [layer({ kind: 'antifreeze', version, isInstalled: false })] },
  },
  {
    id: 'layer-differs',
    when: 'its layer is of no known version',
    described: {
      ...sound,
      layers: [layer({ kind: 'antifreeze', version: undefined, isInstalled: false })],
    },
  },
  {
    id: 'layer-mixed',
    when: 'another function has a newer layer',
    described: sound,
    others: [newer],
  },
  {
    id: 'layer-twice',
    when: 'it has two of our layers',
    described: { ...sound, layers: [layer(), layer()] },
  },
  {
    id: 'endpoint-missing',
    when: 'nothing says where spans go',
    described: { ...sound, variables: without('OTEL_EXPORTER_OTLP_ENDPOINT', sound) },
  },
  {
    id: 'endpoint-malformed',
    when: 'the endpoint is no URL',
    described: withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector.example.com:4318' }),
  },
  {
    id: 'endpoint-denied',
    when: 'its role may not send to X-Ray',
    described: { ...straightToAws, mayExport: { traces: false } },
  },
  {
    id: 'transaction-search-off',
    when: 'X-Ray takes no OTLP in the region',
    described: { ...straightToAws, takesOtlp: false },
  },
  {
    id: 'endpoint-insecure',
    when: 'headers with credentials go over http to a public host',
    described: {
      ...withVariables({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example.com:4318',
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=1',
      }),
      hasOwnKey: true,
    },
  },
  {
    id: 'secret-in-clear',
    when: 'a header with credentials is readable',
    described: withVariables({ OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Authorization=Bearer%201' }),
  },
  {
    id: 'secret-in-clear',
    when: 'the endpoint has credentials',
    described: withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:secret@example.com' }),
  },
  {
    id: 'exports-nothing',
    when: 'the exporter is none',
    described: withVariables({ OTEL_TRACES_EXPORTER: 'none' }),
  },
  {
    id: 'exports-nothing',
    when: 'no trace is sampled',
    described: withVariables({ OTEL_TRACES_SAMPLER: 'always_off' }),
  },
  {
    id: 'setting-invalid',
    when: 'a value makes no sense',
    described: withVariables({ ANTIFREEZE_FLUSH: 'later' }),
  },
  {
    id: 'variable-unknown',
    when: 'a variable of ours is misspelt',
    described: withVariables({ ANTIFREEZE_FLUSH_TIMOUT: '500' }),
  },
  {
    id: 'variable-unknown',
    when: 'our own name is misspelt',
    described: withVariables({ ANTIFREZE_FLUSH: 'before-response' }),
  },
  {
    id: 'variables-unreadable',
    when: 'somebody else has the key',
    described: { ...sound, variables: undefined },
  },
  {
    id: 'timeout-short',
    when: 'a flush may take as long as the function',
    described: { ...sound, timeout: 1 },
  },
  {
    id: 'relay-url-missing',
    when: 'the relay has no queue',
    described: {
      ...sound,
      variables: without('ANTIFREEZE_RELAY_QUEUE_URL', withRelay({})),
    },
  },
  {
    id: 'relay-off',
    when: 'the queue has no relay',
    described: { ...sound, variables: without('ANTIFREEZE_RELAY', withRelay({})) },
  },
  {
    id: 'relay-url-malformed',
    when: 'the URL of the queue is its ARN',
    described: withRelay({ ANTIFREEZE_RELAY_QUEUE_URL: soundQueue.arn }),
  },
  {
    id: 'relay-url-malformed',
    when: 'the queue is a FIFO queue',
    described: withRelay({ ANTIFREEZE_RELAY_QUEUE_URL: `${soundQueue.url}.fifo` }),
  },
  {
    id: 'relay-elsewhere',
    when: 'the queue is far away',
    described: {
      ...sender,
      relayQueue: { ...soundQueue, arn: 'arn:aws:sqs:us-east-1:123456789012:spans' },
    },
  },
  {
    id: 'relay-queue-absent',
    when: 'there is no queue',
    described: { ...sender, relayQueue: { ...soundQueue, attributes: 'absent' } },
  },
  {
    id: 'relay-send-denied',
    when: 'its role may not send',
    described: { ...sender, maySend: false },
  },
  {
    id: 'relay-not-emptied',
    when: 'nobody receives',
    described: { ...sender, relayQueue: { ...soundQueue, mappings: [] } },
  },
  {
    id: 'relay-failures-unreported',
    when: 'Lambda does not hear about failures',
    described: relay({ mapping: { reportsFailures: false } }),
  },
  {
    id: 'relay-disabled',
    when: 'the mapping is disabled',
    described: relay({ mapping: { isEnabled: false } }),
  },
  {
    id: 'relay-without-dead-letters',
    when: 'there is no dead-letter queue',
    described: relay({ queue: { attributes: { ...attributes, maxReceiveCount: undefined } } }),
  },
  {
    id: 'relay-gives-up-early',
    when: 'messages are soon dead letters',
    described: relay({ queue: { attributes: { ...attributes, maxReceiveCount: 3 } } }),
  },
  {
    id: 'relay-visibility-short',
    when: 'messages come back too soon',
    described: relay({ queue: { attributes: { ...attributes, visibilityTimeout: 9 } } }),
  },
  {
    id: 'runtime-unsupported',
    when: 'Node.js is old',
    described: { ...sound, runtime: 'nodejs20.x' },
  },
  { id: 'x-ray-active', when: 'X-Ray traces, too', described: { ...sound, xRay: true } },
  { id: 'memory-low', when: 'memory is little', described: { ...sound, memory: 128 } },
];
