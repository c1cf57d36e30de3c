import type { FunctionDescription } from '../../../src/cli/doctor/function-description.ts';
import { type RuleCase, without, withRelay, withVariables } from './rule-cases.ts';
import { allToAws, relay, sound, soundQueue } from './sound-function.ts';

/** The function that sends everything to AWS, with more variables. */
const allToAwsWith = (more: Record<string, string>): FunctionDescription => ({
  ...allToAws,
  variables: { ...allToAws.variables, ...more },
});
const relayArn = soundQueue.mappings?.[0]?.functionArn ?? '';
/** A function that sends log records to a queue, too. */
const logsToRelay = withRelay({ OTEL_LOGS_EXPORTER: 'otlp' });
const relayedLogs: FunctionDescription = { ...logsToRelay, relayQueue: soundQueue };
/** Cases of rules about log records and metrics. */
export const signalCases: readonly RuleCase[] = [
  {
    id: 'logs-denied',
    when: 'its role may not write to its log group',
    described: { ...allToAws, mayExport: { traces: true, logs: false, metrics: true } },
  },
  {
    id: 'log-stream-unnamed',
    when: 'its records go to another log group',
    described: allToAwsWith({ OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=/records' }),
  },
  {
    id: 'log-stream-unnamed',
    when: "AWS's endpoint has a name of one's own",
    described: withVariables({
      ANTIFREEZE_AUTH: 'xray',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.example.com/v1/logs',
    }),
  },
  {
    id: 'metrics-denied',
    when: 'its role may not send metrics',
    described: { ...allToAws, mayExport: { traces: true, logs: true, metrics: false } },
  },
  {
    id: 'metrics-filtered',
    when: 'the log drops the lines of metrics',
    described: { ...withVariables({ OTEL_METRICS_EXPORTER: 'emf' }), logLevel: 'ERROR' },
  },
  ...(
    [
      ['https://abc123.live.dynatrace.com/api/v2/otlp/v1/metrics', 'cumulative'],
      ['https://otlp.datadoghq.com/v1/metrics', 'lowmemory'],
      ['http://10.0.0.7:9090/api/v1/otlp/v1/metrics', 'delta'],
    ] as const
  ).map(([endpoint, temporality]) => ({
    id: 'temporality-refused',
    when: `${endpoint} gets ${temporality} points`,
    described: withVariables({
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
    }),
  })),
  {
    id: 'relay-ignorant',
    when: 'its relay is older than log records',
    described: relayedLogs,
    others: [{ ...relay({}), arn: relayArn, versionsInCode: ['0.0.9'] }],
  },
  {
    id: 'relay-ignorant',
    when: 'its relay has an endpoint for spans only',
    described: relayedLogs,
    others: [
      {
        ...relay({}),
        arn: relayArn,
        variables: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://xray.eu-west-1.amazonaws.com' },
      },
    ],
  },
  {
    id: 'endpoint-missing',
    when: 'only spans have an endpoint, and metrics are on',
    described: {
      ...sound,
      variables: {
        ...without('OTEL_EXPORTER_OTLP_ENDPOINT', sound),
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example.com/v1/traces',
        OTEL_METRICS_EXPORTER: 'otlp',
      },
    },
  },
  {
    id: 'endpoint-malformed',
    when: 'the endpoint of log records is no URL',
    described: withVariables({
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'logs.example.com',
    }),
  },
  {
    id: 'endpoint-insecure',
    when: 'headers of metrics with credentials do',
    described: {
      ...withVariables({
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://metrics.example.com/v1/metrics',
        OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'api-key=1',
      }),
      hasOwnKey: true,
    },
  },
  {
    id: 'secret-in-clear',
    when: 'a header of log records with credentials is readable',
    described: withVariables({
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'Authorization=Bearer%201',
    }),
  },
  {
    id: 'logs-off',
    when: 'the console is to be captured, but nothing exports logs',
    described: withVariables({ ANTIFREEZE_CAPTURE_CONSOLE: 'true' }),
  },
  {
    id: 'metrics-off',
    when: 'metrics have a temporality, but nothing exports them',
    described: withVariables({
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
    }),
  },
];
