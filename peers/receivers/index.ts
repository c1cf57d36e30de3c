import { readDatadogLog } from './datadog-log.ts';
import { startHttpReceiver } from './http-receiver.ts';
import { readLumigo } from './lumigo.ts';
import { startOtlpReceiver } from './otlp.ts';
import type { Protocol, Receiver } from './receiver.ts';
import { readSentry } from './sentry.ts';
import { startXrayReceiver } from './xray.ts';

/** Starts what takes the spans of a tracer that speaks a protocol. */
export function startReceiver(protocol: Protocol | undefined): Promise<Receiver> {
  return starters[protocol ?? 'none']();
}

const nothing: Receiver = {
  address: 'http://127.0.0.1:9',
  certificate: '',
  answers: false,
  spans: () => [],
  behave: () => {},
  close: async () => {},
};

const starters: Readonly<Record<Protocol | 'none', () => Promise<Receiver>>> = {
  none: async () => nothing,
  otlp: startOtlpReceiver,
  'datadog-log': async () => ({ ...nothing, spans: readDatadogLog }),
  sentry: () =>
    startHttpReceiver(readSentry, { addressOf: (port) => `http://key@127.0.0.1:${port}/1` }),
  xray: startXrayReceiver,
  lumigo: () =>
    startHttpReceiver(readLumigo, { addressOf: (port) => `127.0.0.1:${port}`, tls: true }),
};
