import { randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { availableRuntimes, type LambdaFunction } from '../../harness/lambda/index.ts';
import { readEvent } from '../aws/triggers/events.ts';
import { allSignals, useFunctions } from './use-functions.ts';

const fixture = useFunctions({ handler: 'endings.handler', timeoutMs: 20_000 });

/** So many of each kind of place. */
const each = 20;
const signals = ['TRACES', 'LOGS', 'METRICS'];

/** Secrets of one test, and ways to plant them. */
function gardener() {
  const secrets: string[] = [];
  const plant = () => {
    const secret = `s3cret${randomBytes(9).toString('hex')}`;
    secrets.push(secret);
    return secret;
  };
  const many = (of: (secret: string, index: number) => string) =>
    Array.from({ length: each }, (_, index) => of(plant(), index));
  return { secrets, plant, many };
}

/** Secrets wherever a function has some; what is malformed of them `breaks` the settings. */
function plantEverywhere({ plant, many }: ReturnType<typeof gardener>, breaks: boolean) {
  const { host } = new URL(fixture.collector.url);
  const variables = many((secret, index) => `KEY_${index}=${secret}`);
  const headers = (prefix: string) => {
    const list = many((secret, index) => `x-${prefix}-${index}=${secret}`);
    return [...list, ...(breaks ? [`no value ${plant()}`] : [])].join();
  };
  const url = (path: string) =>
    `http://user:${plant()}@${host}${path}?${many((secret) => `key=${secret}`).join('&')}`;
  // A path that nobody has, so that a refusal is told.
  const paths = ['/v1/traces', '/nowhere', breaks ? ` ${plant()}` : '/v1/metrics'];
  return {
    ...Object.fromEntries(variables.map((pair) => pair.split('='))),
    OTEL_EXPORTER_OTLP_ENDPOINT: url(''),
    OTEL_EXPORTER_OTLP_HEADERS: headers('all'),
    ...Object.fromEntries(
      signals.flatMap((signal, index) => [
        [`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, url(paths[index] ?? '')],
        [`OTEL_EXPORTER_OTLP_${signal}_HEADERS`, headers(signal.toLowerCase())],
      ]),
    ),
    ...(breaks && { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `no URL: ${plant()}` }),
  };
}

/** An event with secrets in its headers. */
function eventWith({ many, plant }: ReturnType<typeof gardener>) {
  const event = readEvent('api-gateway-http/full') as { headers: object };
  const own = Object.fromEntries(
    many((secret, index) => `x-${index}=${secret}`).map((pair) => pair.split('=')),
  );
  const headers = { ...event.headers, ...own, authorization: `Bearer ${plant()}`, cookie: plant() };
  return { ...event, headers, records: 2, count: 1 };
}

/** All files that a process leaves, also what is in them as Base64. */
function filesOf({ temporaryDirectory }: LambdaFunction): string[] {
  return globSync('**/*.journal', { cwd: temporaryDirectory }).flatMap((name) => {
    const text = readFileSync(join(temporaryDirectory, name), 'latin1');
    const encoded = text.match(/[\w+/=]{40,}/g) ?? [];
    return [text, ...encoded.map((each) => Buffer.from(each, 'base64').toString('latin1'))];
  });
}

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each([{ settings: 'sound' }, { settings: 'broken' }])(
    'none of 200 secrets in headers, variables and URLs is in any signal, journal or line, with $settings settings',
    async ({ settings }) => {
      const garden = gardener();
      const environment = plantEverywhere(garden, settings === 'broken');
      const fn = await fixture.start({
        runtime,
        environment: { ...allSignals, OTEL_LOG_LEVEL: 'debug', ...environment },
      });
      const event = eventWith(garden);
      const { collector } = fixture;

      for (const ending of ['answer', 'throw', 'answer']) {
        await fn.invoke({ ...event, ending });
        await fn.frozen();
      }
      // What can't be sent stays in the journals.
      await collector.refuse();
      await fn.invoke(event);
      await fn.frozen();
      await fn.kill();

      const files = filesOf(fn);
      const received = [collector.spans(), collector.logs(), collector.points()];
      const said = JSON.stringify([received, fn.logs, files], (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      expect(garden.secrets.length).toBeGreaterThanOrEqual(200);
      expect(new Set(garden.secrets).size).toBe(garden.secrets.length);
      expect(said).toContain('/nowhere answered 404');
      expect(received[0]?.length).toBeGreaterThan(0);
      if (settings === 'sound') expect(received[2]?.length).toBeGreaterThan(0);
      expect(files.join('')).toContain('orders');
      expect(garden.secrets.filter((secret) => said.includes(secret))).toEqual([]);
    },
  );
});
