import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import {
  availableRuntimes,
  type LambdaFunction,
  type RuntimeName,
} from '../../harness/lambda/index.ts';
import { allSignals, useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'endings.handler',
  environment: allSignals,
});
const signals = ['TRACES', 'LOGS', 'METRICS'] as const;

/** A collector that speaks TLS, and wants to see a certificate. */
async function secureCollector(): Promise<Collector & { files: Record<string, string> }> {
  const collector = await startCollector({ tls: { requireClientCertificate: true } });
  onTestFinished(() => collector.close());
  const { server, client } = collector.certificates ?? {};
  const files = {
    CERTIFICATE: server?.certificate ?? '',
    CLIENT_CERTIFICATE: client?.certificate ?? '',
    CLIENT_KEY: client?.key ?? '',
  };
  return { ...collector, files };
}

const variables = (files: Record<string, string>, signal = '') =>
  Object.fromEntries(
    Object.entries(files).map(([name, file]) => [`OTEL_EXPORTER_OTLP_${signal}${name}`, file]),
  );

/** Calls three times, and gives what antifreeze has said. */
async function callWith(
  runtime: RuntimeName,
  { url }: Collector,
  environment: Record<string, string>,
): Promise<string[]> {
  const fn: LambdaFunction = await fixture.start({
    runtime,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...environment },
  });
  for (let call = 0; call < 3; call++) {
    const { status, payload } = await fn.invoke({ first: call, records: 1, count: 1 });
    expect([status, payload]).toEqual(['response', '"done"']);
    await fn.frozen();
  }
  return fn.logs.map(({ text }) => text).filter((text) => text.includes('antifreeze: '));
}

const received = (collector: Collector) => [
  collector.spans().length,
  collector.logs().length,
  collector.points().filter(({ metric }) => metric === 'orders').length,
];
/** Of three calls, each with one of its own, its root and one around its ending, and `init`. */
const all = [10, 3, 3];

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test('all signals go by the certificates that are given for all', async () => {
    const collector = await secureCollector();

    const said = await callWith(runtime, collector, variables(collector.files));

    expect(received(collector)).toEqual(all);
    expect(said).toEqual([]);
  });

  test('those of a signal win, and the others are not read', async () => {
    const collector = await secureCollector();
    const nowhere = {
      CERTIFICATE: '/nowhere',
      CLIENT_CERTIFICATE: '/nowhere',
      CLIENT_KEY: '/nowhere',
    };
    const own = signals.map((signal) => variables(collector.files, `${signal}_`));

    const said = await callWith(runtime, collector, Object.assign(variables(nowhere), ...own));

    expect(received(collector)).toEqual(all);
    expect(said).toEqual([]);
  });

  test('one signal may have certificates where the others need none', async () => {
    const collector = await secureCollector();

    const said = await callWith(runtime, fixture.collector, {
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${collector.url}/v1/logs`,
      ...variables(collector.files, 'LOGS_'),
    });

    expect(received(fixture.collector)).toEqual([10, 0, 3]);
    expect(received(collector)).toEqual([0, 3, 0]);
    expect(said).toEqual([]);
  });

  test('a file that is not there is told once, and each signal that does not arrive for it', async () => {
    const collector = await secureCollector();

    const said = await callWith(runtime, collector, variables({ CERTIFICATE: '/nowhere.pem' }));

    expect(received(collector)).toEqual([0, 0, 0]);
    expect(said.filter((line) => line.includes("can't read /nowhere.pem"))).toHaveLength(1);
    const faults = said.filter((line) => line.includes('its certificate is not trusted'));
    expect(faults).toHaveLength(3);
    expect(said).toHaveLength(4);
  });

  test('a key that is none is told once, and each signal that does not arrive for it', async () => {
    const collector = await secureCollector();
    const file = join(collector.files['CLIENT_KEY'] ?? '', '../text.pem');
    writeFileSync(file, 'no key');

    const said = await callWith(
      runtime,
      collector,
      variables({ ...collector.files, CLIENT_KEY: file }),
    );

    expect(received(collector)).toEqual([0, 0, 0]);
    expect(said.filter((line) => line.includes(`can't read ${file}`))).toHaveLength(1);
    expect(said).toHaveLength(4);
    expect(said.join()).not.toContain('no key');
  });
});
