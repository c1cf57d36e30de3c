import { awsServiceOf } from '../support/aws-otlp.ts';
import type { Signal } from '../support/signal.ts';
import {
  exporterVariables,
  logGroupHeaders,
  type OtherSignal,
  type ValueWriter,
  type Way,
} from '../support/signal-variables.ts';
import type { SharedSettings } from './plugin-settings.ts';
import type { Environment, Value } from './template-values.ts';

type EndpointSettings = Pick<SharedSettings, 'endpoint' | 'headers' | 'logs' | 'metrics'>;
type Headers = Readonly<Record<string, string>>;
type Ways = Partial<Record<OtherSignal, Way<Value>>>;

const writer: ValueWriter<Value> = {
  awsUrl: (signal, path) => ({
    'Fn::Sub': `https://${awsServiceOf[signal]}.\${AWS::Region}.\${AWS::URLSuffix}${path}`,
  }),
  join: (parts) =>
    parts.every((part) => typeof part === 'string') ? parts.join('') : { 'Fn::Join': ['', parts] },
};

/**
 * AWS's endpoint for a signal in the region of the service, of any partition: what `endpoint: aws` stands for. Of traces
 * it is the base, to which the path is appended.
 */
export function awsEndpoint(signal: Signal): Value {
  return writer.awsUrl(signal, signal === 'traces' ? '' : `/v1/${signal}`);
}

/** The variables that say where a function exports to. */
export function endpointVariables(settings: EndpointSettings): Environment {
  return exporterVariables(sharedWay(settings), waysOf(settings), writer);
}

/** Those of a relay, which passes on all signals, whichever its service makes; AWS takes those that it may send there. */
export function relayEndpointVariables(settings: EndpointSettings): Environment {
  const own = waysOf(settings);
  const ways = settings.endpoint === 'aws' ? own : { logs: {}, metrics: {}, ...own };
  return exporterVariables(sharedWay(settings), ways, writer);
}

function sharedWay({ endpoint, headers }: EndpointSettings): Way<Value> {
  return { endpoint, headers: headers && encodeHeaders(headers) };
}

/** Of the signals that are wanted. */
function waysOf({ logs, metrics }: EndpointSettings): Ways {
  const ways: Ways = {};
  if (logs) ways.logs = typeof logs === 'object' ? wayOfLogs(logs) : {};
  if (metrics && metrics !== 'emf')
    ways.metrics = typeof metrics === 'object' ? wayOf(metrics) : {};
  return ways;
}

function wayOfLogs(logs: Exclude<SharedSettings['logs'], boolean | undefined>): Way<Value> {
  const { endpoint, headers } = wayOf(logs);
  const ofGroup = logGroupHeaders(logs.logGroup, logs.logStream, writer);
  if (headers === undefined || ofGroup === undefined)
    return { endpoint, headers: headers ?? ofGroup };
  return { endpoint, headers: writer.join([headers, ',', ofGroup]) };
}

function wayOf({
  endpoint,
  headers,
}: {
  readonly endpoint?: Value;
  readonly headers?: Headers;
}): Way<Value> {
  return { endpoint, headers: headers && encodeHeaders(headers) };
}

/** As `OTEL_EXPORTER_OTLP_HEADERS` wants it. What CloudFormation resolves stays as it is, so that it finds it. */
function encodeHeaders(headers: Headers): string {
  const encode = (value: string) =>
    value
      .split(/(\{\{resolve:[^{}]+\}\})/)
      .map((part, index) => (index % 2 === 0 ? encodeURIComponent(part) : part))
      .join('');
  return Object.entries(headers)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encode(value)}`)
    .join();
}
