import type { Signal } from './signal.ts';

/** Signals that are off unless they are asked for. */
export type OtherSignal = Exclude<Signal, 'traces'>;

/** Which signals a function has, beside traces. */
export interface WantedSignals {
  readonly logs?: boolean | { readonly captureConsole?: boolean } | undefined;
  readonly metrics?: boolean | 'emf' | object | undefined;
  readonly traceFields?: boolean | undefined;
}

/** Where requests of a signal go, and their headers as a variable has them. */
export interface Way<Value> {
  /** `aws` for the cloud's own. Undefined: where all signals go. */
  readonly endpoint?: Value | undefined;
  readonly headers?: Value | undefined;
}

/** How a tool writes what is known only when it deploys. */
export interface ValueWriter<Value> {
  /** The URL of AWS's endpoint for a signal, in the region at hand. */
  awsUrl(signal: Signal, path: string): Value;
  /** All of these, one after the other. */
  join(parts: readonly (Value | string)[]): Value;
}

type Variables<Value> = Readonly<Record<string, Value>>;

const exporter = 'OTEL_EXPORTER_OTLP';

/** The variables that switch signals on. */
export function signalVariables({ logs, metrics, traceFields }: WantedSignals): Variables<string> {
  const capturesConsole = typeof logs === 'object' && logs.captureConsole;
  return {
    ...(logs && { OTEL_LOGS_EXPORTER: 'otlp' }),
    ...(capturesConsole && { ANTIFREEZE_CAPTURE_CONSOLE: 'true' }),
    ...(metrics && { OTEL_METRICS_EXPORTER: metrics === 'emf' ? 'emf' : 'otlp' }),
    ...(traceFields && { ANTIFREEZE_TRACE_FIELDS: 'true' }),
  };
}

/**
 * The variables that say where each signal goes: traces the shared way, and those in `own` as well, unless they have an
 * endpoint of their own. The shared headers, which may hold credentials, never go to that.
 */
export function exporterVariables<Value extends string | object>(
  shared: Way<Value | string>,
  own: Readonly<Partial<Record<OtherSignal, Way<Value | string>>>>,
  { awsUrl, join }: ValueWriter<Value>,
): Variables<Value | string> {
  const isDivided = Object.values(own).some(({ endpoint }) => endpoint !== undefined);
  const ofSignals = (['logs', 'metrics'] as const).flatMap((signal) => {
    const way = own[signal];
    if (!way) return [];
    const endpoint = way.endpoint ?? (shared.endpoint === 'aws' ? 'aws' : undefined);
    const headers =
      isDivided && way.endpoint === undefined ? [shared.headers, way.headers] : [way.headers];
    return [
      [nameOf('ENDPOINT', signal), endpoint === 'aws' ? awsUrl(signal, `/v1/${signal}`) : endpoint],
      [nameOf('HEADERS', signal), joined(headers)],
    ] as const;
  });
  const endpoint = shared.endpoint === 'aws' ? awsUrl('traces', '') : shared.endpoint;
  const all = [
    [nameOf('ENDPOINT'), endpoint],
    [isDivided ? nameOf('HEADERS', 'traces') : nameOf('HEADERS'), shared.headers],
    ...ofSignals,
  ] as const;
  return Object.fromEntries(
    all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );

  function joined(all: readonly (Value | string | undefined)[]): Value | string | undefined {
    const [first, second] = all.filter((each) => each !== undefined);
    if (first === undefined || second === undefined) return first;
    return join([first, ',', second]);
  }
}

/** Whether a signal, if it is wanted, goes to AWS's own endpoint: by its own, or else by the `shared` one. */
export function goesToAws(
  wanted: boolean | 'emf' | { readonly endpoint?: string | object } | undefined,
  shared: string | object | undefined,
): boolean {
  if (!wanted || wanted === 'emf') return false;
  const { endpoint = shared } = typeof wanted === 'object' ? wanted : {};
  return endpoint === 'aws';
}

/** The headers by which CloudWatch Logs knows where records belong; undefined where neither is said. */
export function logGroupHeaders<Value extends string | object>(
  logGroup: Value | string | undefined,
  logStream: Value | string | undefined,
  { join }: ValueWriter<Value>,
): Value | string | undefined {
  const group = logGroup === undefined ? [] : ['x-aws-log-group=', logGroup];
  const stream = logStream === undefined ? [] : ['x-aws-log-stream=', logStream];
  const both = [...group, ...(group.length > 0 && stream.length > 0 ? [','] : []), ...stream];
  return both.length > 0 ? join(both) : undefined;
}

function nameOf(what: 'ENDPOINT' | 'HEADERS', signal?: Signal): string {
  return signal ? `${exporter}_${signal.toUpperCase()}_${what}` : `${exporter}_${what}`;
}
