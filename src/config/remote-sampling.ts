import type { RemoteSampling } from './config.ts';
import type { Parse } from './parsed.ts';
import { keyAndValue, numberFrom } from './rule-texts.ts';
import { httpUrl } from './signal-url.ts';

/** What counts where nothing is said. */
export const defaultRemoteSampling: RemoteSampling = Object.freeze({
  endpoint: 'http://localhost:5778/sampling',
  pollingIntervalMs: 60_000,
  initialSamplingRate: 0.001,
});

/** Ports on which Jaeger speaks gRPC, and the one on which it answers by HTTP instead. */
const grpcPorts: readonly string[] = ['14250', '5779'];
const httpPort = '5778';

/**
 * The argument of `jaeger_remote`: `endpoint=...,pollingIntervalMs=...,initialSamplingRate=...`, or an object of these.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export const remoteSampling: Parse<RemoteSampling> = (raw, source) => {
  const given = typeof raw === 'string' ? fromText(raw) : Object(raw);
  const { endpoint, pollingIntervalMs, initialSamplingRate, ...others } = given;
  const url = endpoint === undefined ? {} : httpUrl(endpoint, source);
  const interval = numberFrom(1, pollingIntervalMs);
  const rate = numberFrom(0, initialSamplingRate, 1);
  const isRead =
    Object.keys(others).length === 0 &&
    !url.problem &&
    (pollingIntervalMs === undefined || interval !== undefined) &&
    (initialSamplingRate === undefined || rate !== undefined);
  if (!isRead)
    return {
      problem:
        'is not endpoint=http://...,pollingIntervalMs=...,initialSamplingRate=... with a rate from 0 to 1',
    };
  const { value, problem } = samplingUrl(url.value ?? defaultRemoteSampling.endpoint);
  return {
    value: Object.freeze({
      endpoint: value,
      pollingIntervalMs: interval ?? defaultRemoteSampling.pollingIntervalMs,
      initialSamplingRate: rate ?? defaultRemoteSampling.initialSamplingRate,
    }),
    ...(problem && { problem }),
  };
};

function fromText(text: string): Record<string, string> {
  const entries = text.split(',').filter((each) => each.trim());
  return Object.fromEntries(entries.map((each) => keyAndFirst(each)));
}

/** A URL may hold `=`. */
function keyAndFirst(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? keyAndValue(text, '') : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function samplingUrl(given: string): { readonly value: string; readonly problem?: string } {
  const url = new URL(given);
  if (url.pathname === '/') url.pathname = '/sampling';
  if (!grpcPorts.includes(url.port)) return { value: url.href };
  const problem = `names port ${url.port}, which speaks gRPC; asking port ${httpPort}, where Jaeger answers by HTTP`;
  url.port = httpPort;
  return { value: url.href, problem };
}
