import { expect, test } from 'vitest';
import {
  checkOptions,
  disagreements,
  type Given,
  haveSameSettings,
  instrumentationOptions,
  noHandler,
  unknownNames,
} from '../../src/config/option-mistakes.ts';
import type { TraceOptions } from '../../src/config/options.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { GcpInstrumentationOptions } from '../../src/sdk/gcp-instrumentation-options.ts';

type Options = TraceOptions & GcpInstrumentationOptions;

/** What each instrumentation's option holds, by the types: one that is missing here doesn't compile. */
const byType: {
  readonly [Key in 'http' | 'awsSdk' | 'pubsub']: {
    readonly [Name in keyof Required<Extract<Options[Key], object>>]: true;
  };
} = {
  http: {
    ignoreHosts: true,
    ignoreUrls: true,
    propagateTo: true,
    redactedQueryParameters: true,
    knownMethods: true,
    describeRequest: true,
  },
  awsSdk: { messageContext: true, traceHeader: true, incomingTraceHeader: true, tableKeys: true },
  pubsub: { messageContext: true },
};

function given(options: Options, environment: Record<string, string> = {}): Given {
  const { config, parts } = readConfig(options, environment);
  return { config, parts, options };
}

test.each([
  { options: { sampeler: 'x' }, line: 'there is no option sampeler; did you mean sampler?' },
  {
    options: { ServiceName: 'x' },
    line: 'there is no option ServiceName; did you mean serviceName?',
  },
  { options: { colour: 'red' }, line: 'there is no option colour' },
  {
    options: { http: { ignoreHost: ['a'] } },
    line: 'there is no option http.ignoreHost; did you mean ignoreHosts?',
  },
  {
    options: { spanLimits: { linkCountLimits: 1 } },
    line: 'there is no option spanLimits.linkCountLimits; did you mean linkCountLimit?',
  },
])('$line', ({ options, line }) => {
  expect(unknownNames(options, [])).toEqual([line]);
});

test('every option that there is is known, and so is every variable', () => {
  const options = {
    ...Object.fromEntries(Object.keys(instrumentationOptions).map((name) => [name, undefined])),
    http: byType.http,
    awsSdk: byType.awsSdk,
    pubsub: byType.pubsub,
    serviceName: 'orders',
    instrumentations: [],
    relayClient: undefined,
    spanLimits: { linkCountLimit: 1 },
  };

  expect(unknownNames(options, ['ANTIFREEZE_FLUSH', 'ANTIFREEZE_EXEC_WRAPPER'])).toEqual([]);
  expect(unknownNames({ http: false, awsSdk: null, spanLimits: 'none' }, [])).toEqual([]);
});

test.each([
  {
    given: { http: { ignoreHosts: 'a.example' } },
    line: 'option http.ignoreHosts is not an array; taken for one of it',
    options: { http: { ignoreHosts: ['a.example'] } },
  },
  {
    given: { http: { ignoreUrls: /health/, knownMethods: ['GET'] } },
    line: 'option http.ignoreUrls is not an array; taken for one of it',
    options: { http: { ignoreUrls: [/health/], knownMethods: ['GET'] } },
  },
  {
    given: { http: { redactedQueryParameters: 5 } },
    line: 'option http.redactedQueryParameters is not an array; ignored',
    options: { http: {} },
  },
  {
    given: { http: { propagateTo: true } },
    line: 'option http.propagateTo is not an array; ignored',
    options: { http: { propagateTo: [] } },
  },
  {
    given: { instrumentations: { enable: 1 } },
    line: 'option instrumentations is not an array; taken for one of it',
    options: { instrumentations: [{ enable: 1 }] },
  },
])('$line', ({ given: wrong, line, options }) => {
  const before = structuredClone(wrong);

  expect(checkOptions<object>(wrong, [])).toEqual({ options, lines: [line] });
  expect(wrong).toEqual(before);
});

test.each<unknown>(['orders', ['http'], 5, true])('%j is no options', (wrong) => {
  expect(checkOptions(wrong as object, [])).toEqual({ options: {}, lines: [] });
});

test('options without a mistake stay as they are', () => {
  const isOurs = () => true;
  const options = {
    http: { ignoreHosts: [isOurs], describeRequest: () => undefined },
    awsSdk: false,
    instrumentations: [],
    serviceName: 'orders',
  };

  expect(checkOptions(options, [])).toEqual({ options, lines: [] });
  expect(checkOptions({ http: false }, [])).toEqual({ options: { http: false }, lines: [] });
});

test('a variable is complained about where it is near one of ours, without its value', () => {
  expect(unknownNames({}, ['ANTIFREEZE_FLUHS', 'ANTIFREEZE_OF_ANOTHER_VERSION'])).toEqual([
    'there is no ANTIFREEZE_FLUHS; did you mean ANTIFREEZE_FLUSH?',
  ]);
});

test.each<{ first: Options; later: Options; names: string[] }>([
  { first: {}, later: {}, names: [] },
  { first: { exporter: 'none' }, later: {}, names: [] },
  { first: { endpoint: 'http://a' }, later: { endpoint: 'http://a' }, names: [] },
  { first: {}, later: { flush: 'after-response' }, names: [] },
  { first: {}, later: { serviceName: 'a', sampler: 'always_off', disabled: false }, names: [] },
  { first: {}, later: { endpoint: 'http://b' }, names: ['endpoint'] },
  {
    first: {},
    later: { headers: { 'api-key': 'secret' }, journal: false },
    names: ['headers', 'journal'],
  },
  { first: { http: { ignoreHosts: ['a'] } }, later: { http: { ignoreHosts: ['a'] } }, names: [] },
  { first: {}, later: { http: false, instrumentations: [] }, names: ['http', 'instrumentations'] },
  { first: {}, later: { spanLimits: { linkCountLimit: 1 } }, names: ['spanLimits'] },
  {
    first: {},
    later: { relay: 'sqs', relayQueueUrl: 'https://q' },
    names: ['relay', 'relayQueueUrl'],
  },
])('$later after $first disagree in $names', ({ first, later, names }) => {
  const lines = disagreements(given(first), given(later));

  expect(lines).toHaveLength(names.length === 0 ? 0 : 1);
  for (const name of names) expect(lines[0]).toContain(`option ${name}`);
  expect(lines.join()).not.toContain('secret');
});

test('handlers with the same name, attributes and sampler have the same settings', () => {
  const sampler = { shouldSample: () => ({ decision: 2 }), toString: () => 'own' };

  expect(haveSameSettings(given({}), given({ endpoint: 'http://b' }))).toBe(true);
  expect(haveSameSettings(given({ sampler }), given({ sampler }))).toBe(true);
  expect(haveSameSettings(given({}), given({ sampler }))).toBe(false);
  expect(haveSameSettings(given({}), given({ serviceName: 'b' }))).toBe(false);
  expect(haveSameSettings(given({}), given({ resourceAttributes: { a: 'b' } }))).toBe(false);
});

test.each([
  { value: 'index.handler', says: 'a string: pass the handler itself, not its name' },
  { value: undefined, says: 'undefined' },
  { value: null, says: 'null' },
  { value: Promise.resolve(), says: 'a promise: await it first' },
  { value: { orders: () => 1, limit: 2 }, says: 'an object: pass it orders one by one' },
  { value: {}, says: 'an object' },
])('of $value it is said: $says', ({ value, says }) => {
  expect(noHandler('traceLambda', value)).toBe(
    `traceLambda needs a function, and was given ${says}`,
  );
});
