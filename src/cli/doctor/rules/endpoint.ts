import type { OtlpConfig } from '../../../config/config.ts';
import { defaults } from '../../../config/defaults.ts';
import { readSetting } from '../../../config/read-setting.ts';
import { settings } from '../../../config/settings.ts';
import { signalSettings } from '../../../config/signal-settings.ts';
import { itemsOf, type Signal } from '../../../support/signal.ts';
import { xrayActions } from '../../../support/xray-actions.ts';
import { isPublicHost } from '../public-host.ts';
import type { Rule, Subject } from '../rule.ts';
import { signals, wayOf } from '../signal-ways.ts';

const ofSignal = (signal: Signal) => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}`;
const all = [...signals.map(ofSignal), 'OTEL_EXPORTER_OTLP'];
const endpointVariables = all.map((name) => `${name}_ENDPOINT`);
const headerVariables = all.map((name) => `${name}_HEADERS`);
/** What names of headers with credentials have in them. */
const secretHeader = /auth|token|key|secret|passw|credential|cookie|license|dsn|x-honeycomb-team/;

/** Whether spans go anywhere, and what is told to whom. */
export const endpointRules: readonly Rule[] = [
  {
    id: 'endpoint-missing',
    severity: 'error',
    meaning:
      'No endpoint and no relay is set for spans, or for log records or metrics that are switched on, so they go to `localhost`, where nobody listens',
    remedy: 'Set OTEL_EXPORTER_OTLP_ENDPOINT to the URL of your collector.',
    find: (subject) => {
      const without = signals.filter((signal) => isDefaultEndpoint(subject, signal));
      if (without.length === 0 || hasCollector(subject)) return [];
      const what = without.map((signal) => itemsOf[signal]).join(', ');
      return [`No endpoint is set: its ${what} go to http://localhost:4318, where nobody listens.`];
    },
  },
  {
    id: 'endpoint-malformed',
    severity: 'error',
    meaning: 'An endpoint is not a URL with `http` or `https`',
    remedy: 'Correct it: such as https://collector.example.com:4318.',
    find: ({ described: { variables = {} }, read }) =>
      read.config.relay === undefined ? malformedEndpoints(variables) : [],
  },
  {
    id: 'endpoint-denied',
    severity: 'error',
    meaning: "Spans go to X-Ray's OTLP endpoint, and the function's role may not send there",
    remedy: `Allow ${xrayActions.join(', ')}, as AWSXrayWriteOnlyAccess does.`,
    find: ({ described: { mayExport } }) =>
      mayExport.traces === false ? ['Its role may not send to X-Ray, so its spans are lost.'] : [],
  },
  {
    id: 'transaction-search-off',
    severity: 'error',
    meaning:
      "Spans go to X-Ray's OTLP endpoint, which takes none, as Transaction Search is off in the region",
    remedy: 'Switch on Transaction Search: CloudWatch, Settings, X-Ray traces.',
    find: ({ described: { takesOtlp } }) =>
      takesOtlp === false
        ? [
            'Transaction Search is off in this region, so X-Ray takes no OTLP and its spans are lost.',
          ]
        : [],
  },
  {
    id: 'endpoint-insecure',
    severity: 'warning',
    meaning: 'Credentials go over plain `http` to a host that is not private',
    remedy: 'Use https.',
    find: ({ read }) =>
      signals.some((signal) => isInsecure(wayOf(signal, read)))
        ? ['It sends credentials over plain http, where others can read them.']
        : [],
  },
  {
    id: 'secret-in-clear',
    severity: 'warning',
    meaning:
      'Credentials stand in a variable, where everybody can read them who may see the configuration of functions',
    remedy:
      'Encrypt the variables with a KMS key of your own, or send through the relay, whose headers can name a secret.',
    find: ({ described: { variables = {}, hasOwnKey } }) =>
      hasOwnKey ? [] : [...secretHeaders(variables), ...secretUrls(variables)],
  },
  {
    id: 'exports-nothing',
    severity: 'warning',
    meaning:
      '`OTEL_TRACES_EXPORTER` is `none` or `console`, or `OTEL_TRACES_SAMPLER` is `always_off`',
    remedy: 'Remove that variable.',
    find: ({ read: { config }, tracing }) => {
      if (tracing.status !== 'traced') return [];
      return [
        ...(config.exporter === 'otlp'
          ? []
          : [`OTEL_TRACES_EXPORTER is ${config.exporter}, so no span leaves the function.`]),
        ...(config.sampler === 'always_off'
          ? ['OTEL_TRACES_SAMPLER is always_off, so there are no spans.']
          : []),
      ];
    },
  },
];

type Variables = NonNullable<Subject['described']['variables']>;

/** Code may set the endpoint, but not where the layer traces. */
function isDefaultEndpoint({ described, tracing, read }: Subject, signal: Signal): boolean {
  const named = [
    `${ofSignal(signal)}_ENDPOINT`,
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'ANTIFREEZE_ENDPOINT',
  ];
  return (
    tracing.by === 'layer' &&
    tracing.status === 'traced' &&
    wayOf(signal, read) !== undefined &&
    !named.some((name) => described.variables?.[name]?.trim())
  );
}

function isInsecure(way: OtlpConfig | undefined): boolean {
  if (!way) return false;
  const url = new URL(way.url);
  const hasSecrets = hasCredentials(url) || Object.keys(way.headers).some(isSecret);
  return url.protocol === 'http:' && isPublicHost(url.hostname) && hasSecrets;
}

/** The collector of OpenTelemetry's Lambda layers listens at `localhost`. */
function hasCollector({ described }: Subject): boolean {
  return described.layers.some(({ name }) => /collector|aws-otel|adot/i.test(name));
}

/** Those that read a variable: each signal has its own. */
function settingsOf(variable: string) {
  if (variable.startsWith(ofSignal('logs'))) return signalSettings.logsOtlp;
  return variable.startsWith(ofSignal('metrics')) ? signalSettings.metricsOtlp : settings.otlp;
}

function malformedEndpoints(variables: Variables): string[] {
  return endpointVariables.flatMap((name) => {
    const warnings = new Set<string>();
    const environment = { [name]: variables[name] };
    const inputs = { options: undefined, environment, warnings };
    readSetting(settingsOf(name).url, defaults.otlp.url, inputs);
    return warnings.size > 0 ? [`${name} is not an http or https URL, so it is not used.`] : [];
  });
}

function secretHeaders(variables: Variables): string[] {
  return headerVariables.flatMap((name) => {
    const environment = { [name]: variables[name] };
    const inputs = { options: undefined, environment, warnings: new Set<string>() };
    const given = readSetting(settingsOf(name).headers, defaults.otlp.headers, inputs);
    const names = Object.keys(given);
    return names.some(isSecret) ? [`${name} holds credentials in clear.`] : [];
  });
}

function secretUrls(variables: Variables): string[] {
  return [...endpointVariables, 'ANTIFREEZE_RELAY_QUEUE_URL'].flatMap((name) => {
    const given = variables[name] ?? '';
    return URL.canParse(given) && hasCredentials(new URL(given))
      ? [`${name} holds credentials in clear.`]
      : [];
  });
}

function hasCredentials({ username, password, searchParams }: URL): boolean {
  return username !== '' || password !== '' || [...searchParams.keys()].some(isSecret);
}

function isSecret(name: string): boolean {
  return secretHeader.test(name.toLowerCase());
}
