import type { MetricsConfig } from '../../../config/config.ts';
import { readMetricSettings } from '../../../config/metric-settings.ts';
import { awsEndpointIn } from '../../../support/aws-otlp.ts';
import { itemsOf, type Signal } from '../../../support/signal.ts';
import { compareVersions } from '../compare-versions.ts';
import type { FunctionDescription } from '../function-description.ts';
import type { Rule, Subject } from '../rule.ts';
import { goesToAws, logPlaceOf, signals, wayOf } from '../signal-ways.ts';

/** Relays before it know spans only. */
const firstForAllSignals = '0.1.0';

/** Levels above the one that Lambda gives to lines that tell none, as those of metrics. */
const aboveInfo = ['WARN', 'ERROR', 'FATAL'];

/** Back ends that take points of one kind, by their documentation. */
const temporalities: readonly {
  readonly name: string;
  readonly takes: MetricsConfig['temporality'];
  is(url: URL): boolean;
}[] = [
  {
    // https://docs.dynatrace.com/docs/shortlink/otel-getstarted-metrics-ingest
    name: 'Dynatrace',
    takes: 'delta',
    is: ({ hostname }) => /\.dynatrace(?:-managed)?\.com$/.test(hostname),
  },
  {
    // https://docs.datadoghq.com/opentelemetry/setup/otlp_ingest/metrics/
    name: 'Datadog',
    takes: 'delta',
    is: ({ hostname }) => /(?:^|\.)(?:datadoghq\.(?:com|eu)|ddog-gov\.com)$/.test(hostname),
  },
  {
    // https://prometheus.io/docs/guides/opentelemetry/
    name: 'Prometheus, unless it was started to convert them,',
    takes: 'cumulative',
    is: ({ pathname }) => pathname.endsWith('/api/v1/otlp/v1/metrics'),
  },
];

/** Whether log records and metrics arrive, where they are switched on. */
export const signalRules: readonly Rule[] = [
  {
    id: 'logs-denied',
    severity: 'error',
    meaning:
      "Log records go to CloudWatch Logs, and the function's role may not write to their log group",
    remedy: 'Allow logs:PutLogEvents on the log group.',
    find: ({ described: { mayExport } }) =>
      mayExport.logs === false
        ? ['Its role may not write to its log group, so its log records are lost.']
        : [],
  },
  {
    id: 'log-stream-unnamed',
    severity: 'error',
    meaning:
      'Log records go to CloudWatch Logs without the headers that name log group and stream, or to another log group than that of the function, which its own stream is not in',
    remedy:
      'Name both in OTEL_EXPORTER_OTLP_LOGS_HEADERS: x-aws-log-group and x-aws-log-stream, which have to be there.',
    find: ({ described: { logGroup }, read }) => {
      if (!goesToAws('logs', read)) return [];
      const { group, stream } = logPlaceOf(read);
      if (group === undefined) return ['Its log records name no log group, so they are refused.'];
      return group === logGroup || stream !== undefined
        ? []
        : ['Its log records name another log group, but no stream that is in it.'];
    },
  },
  {
    id: 'metrics-denied',
    severity: 'error',
    meaning: "Metrics go to CloudWatch's OTLP endpoint, and the function's role may not send there",
    remedy: 'Allow cloudwatch:PutMetricData.',
    find: ({ described: { mayExport } }) =>
      mayExport.metrics === false
        ? ['Its role may not send metrics to CloudWatch, so they are lost.']
        : [],
  },
  {
    id: 'metrics-filtered',
    severity: 'error',
    meaning:
      '`OTEL_METRICS_EXPORTER` is `emf`, and Lambda keeps only lines of the log from `WARN` on, by the JSON format. Lines of metrics count as `INFO`',
    remedy: "Set the function's application log level to INFO, or send metrics by otlp.",
    find: ({ described: { variables, logLevel = '' } }) =>
      readMetricSettings(variables ?? {}).metricsExporter === 'emf' && aboveInfo.includes(logLevel)
        ? [`Its log keeps no lines below ${logLevel}, so its metrics are lost.`]
        : [],
  },
  {
    id: 'temporality-refused',
    severity: 'error',
    meaning: 'Metrics go to a back end that is known to refuse their temporality',
    remedy:
      'Set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE to what it takes, or put a Collector in between.',
    find: ({ described: { variables }, read }) => {
      const way = wayOf('metrics', read);
      const backEnd = way && temporalities.find(({ is }) => is(new URL(way.url)));
      const { temporality } = readMetricSettings(variables ?? {});
      return backEnd && backEnd.takes !== temporality
        ? [`Its points are ${temporality}, and ${backEnd.name} takes ${backEnd.takes} ones only.`]
        : [];
    },
  },
  {
    id: 'relay-ignorant',
    severity: 'error',
    meaning:
      'Log records or metrics go to a relay that is older than these signals, as its code says (`--inspect-code`), or whose variables name an endpoint for other signals only',
    remedy: 'Deploy the relay of the installed package, with an endpoint for each signal.',
    find: (subject) =>
      relaysOf(subject).flatMap((relay) => {
        const unknown = relayed(subject).filter((signal) => !knows(relay, signal));
        return unknown.length > 0
          ? [
              `Its relay ${relay.name} does not take ${namesOf(unknown)}, which become dead letters.`,
            ]
          : [];
      }),
  },
];

function namesOf(all: readonly Signal[]): string {
  return all.map((signal) => itemsOf[signal]).join(' and ');
}

/** What a function sends to a queue, beside spans. */
function relayed({ read: { config } }: Subject): Signal[] {
  if (config.relay?.kind !== 'sqs') return [];
  return [
    ...(config.logs?.exporter === 'otlp' ? (['logs'] as const) : []),
    ...(config.metrics ? (['metrics'] as const) : []),
  ];
}

/** The functions that empty its queue, as far as they can be seen. */
function relaysOf({ described: { relayQueue }, account }: Subject): FunctionDescription[] {
  const arns = relayQueue?.mappings?.map(({ functionArn }) => functionArn) ?? [];
  return account.functions.filter(({ arn }) => arns.includes(arn));
}

function knows(
  { variables = {}, versionsInCode = [] }: FunctionDescription,
  signal: Signal,
): boolean {
  if (versionsInCode.some((version) => compareVersions(version, firstForAllSignals) < 0))
    return false;
  const taken = signals.filter(
    (each) => variables[`OTEL_EXPORTER_OTLP_${each.toUpperCase()}_ENDPOINT`],
  );
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, ANTIFREEZE_ENDPOINT: cloud } = variables;
  if (cloud || (base && !isXray(base))) return true;
  // Destinations may be in the code, where no variable names one.
  return taken.includes(signal) || (taken.length === 0 && !base);
}

/** AWS has another host for each signal. */
function isXray(url: string): boolean {
  return URL.canParse(url) && awsEndpointIn(new URL(url).hostname)?.service === 'xray';
}
