import { isThenable } from '../support/is-thenable.ts';
import { nearestName } from '../support/nearest-name.ts';
import type { ReadConfig } from './found-config.ts';
import { knownVariables, nearestVariable } from './known-variables.ts';
import { allSources } from './setting-list.ts';

/** The options of instrumentations, with the names of what each holds. A test compares them with the types. */
export const instrumentationOptions = {
  http: [
    'ignoreHosts',
    'ignoreUrls',
    'propagateTo',
    'redactedQueryParameters',
    'knownMethods',
    'describeRequest',
  ],
  awsSdk: ['messageContext', 'traceHeader', 'incomingTraceHeader', 'tableKeys'],
  pubsub: ['messageContext'],
  instrumentations: [],
} as const;

/** Those of them that are lists. */
const listsOfHttp = [
  'ignoreHosts',
  'ignoreUrls',
  'propagateTo',
  'redactedQueryParameters',
  'knownMethods',
] as const;

/** What each handler of a process can have of its own. */
const ofHandlers: readonly string[] = [
  'disabled',
  'serviceName',
  'resourceAttributes',
  'sampler',
  'samplerRatio',
  'extractContext',
];

const sources = allSources.filter((source) => /^[a-z]/.test(source));
const namesWithin = (option: string) =>
  sources.flatMap((source) => source.split(`${option}.`)[1] ?? []);
const optionNames = [
  ...sources.map((source) => source.split('.')[0] ?? ''),
  ...Object.keys(instrumentationOptions),
];
const nestedNames: Readonly<Record<string, readonly string[]>> = {
  ...instrumentationOptions,
  spanLimits: namesWithin('spanLimits'),
  capturedHeaders: namesWithin('capturedHeaders'),
  logs: namesWithin('logs'),
  metrics: namesWithin('metrics'),
};

/** A line for each option, and for each variable of ours, that doesn't exist. None holds a value. */
export function unknownNames(options: object, variables: readonly string[]): string[] {
  return [
    ...unknownOptions(options, optionNames, ''),
    ...Object.entries(nestedNames).flatMap(([name, names]) =>
      unknownOptions(Reflect.get(options, name), names, `${name}.`),
    ),
    ...variables
      .filter((name) => !knownVariables.has(name))
      // What is near none may be of another version of ours.
      .flatMap((name) => complaint(name, nearestVariable(name)) ?? []),
  ];
}

/** Options as they can be used, and a line for each mistake in them. */
export interface CheckedOptions<Options> {
  readonly options: Options;
  readonly lines: readonly string[];
}

/** Finds names that don't exist, and gives instrumentations what they can use; other settings are looked at as they are read. */
export function checkOptions<Options extends object>(
  given: Options,
  variables: readonly string[],
): CheckedOptions<Options> {
  const own: Record<string, unknown> = isRecord(given) ? { ...given } : {};
  const lines = [...mendInstrumentations(own), ...unknownNames(own, variables)];
  return { options: own as Options, lines };
}

/** One of a kind in place of a list is a list of one. Where it can't be known who may get context, nobody does. */
function mendInstrumentations(options: Record<string, unknown>): string[] {
  const lines: string[] = [];
  const mend = (holder: Record<string, unknown>, name: string, path = '') => {
    const value = holder[name] ?? [];
    if (Array.isArray(value)) return;
    const isOne = !/^(?:number|boolean)$/.test(typeof value);
    const otherwise = name === 'propagateTo' ? [] : undefined;
    lines.push(
      `option ${path}${name} is not an array; ${isOne ? 'taken for one of it' : 'ignored'}`,
    );
    holder[name] = isOne ? [value] : otherwise;
  };
  mend(options, 'instrumentations');
  if (!isRecord(options['http'])) return lines;
  const http = { ...options['http'] };
  for (const name of listsOfHttp) mend(http, name, 'http.');
  options['http'] = http;
  return lines;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownOptions(given: unknown, names: readonly string[], path: string): string[] {
  if (!isRecord(given)) return [];
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const unknown = `option ${path}${name}`;
      return complaint(unknown, nearestName(name, names)) ?? `there is no ${unknown}`;
    });
}

function complaint(unknown: string, nearest: string | undefined): string | undefined {
  return nearest && `there is no ${unknown}; did you mean ${nearest}?`;
}

/** What a handler was given, and what that means. */
export interface Given extends Pick<ReadConfig, 'config' | 'parts'> {
  readonly options: object;
}

/**
 * A line about the options of a later handler that count for the whole process, and that are not as the first one has
 * them; none where they agree, or it has none.
 */
export function disagreements(first: Given, later: Given): string[] {
  const differing = Object.keys(later.options)
    .filter((name) => optionNames.includes(name) && !ofHandlers.includes(name))
    .filter((name) => !isSame(effectOf(name, first), effectOf(name, later)));
  return differing.length === 0
    ? []
    : [
        `${differing.map((name) => `option ${name}`).join(', ')} of a later handler has no effect: the whole process goes by its first one`,
      ];
}

/** What comes of an option, with the variables and the defaults. */
function effectOf(name: string, { config, parts, options }: Given): unknown {
  const { otlp, limits: spanLimits, relay, capture } = config;
  const effects: Record<string, unknown> = {
    ...options,
    ...config,
    ...otlp,
    ...parts,
    ...capture,
    capture: capture?.payloads,
    captureLimit: capture?.limit,
    captureTotal: capture?.total,
    capturedHeaders: capture?.headers,
    endpoint: otlp.url,
    tracesEndpoint: otlp.url,
    spanLimits,
    relayQueueUrl: relay,
    relayTopic: relay,
    relayMaxMessageSize: relay,
  };
  return effects[name];
}

/** Whether two handlers have the same of what each can have of its own. */
export function haveSameSettings(first: Given, later: Given): boolean {
  return (
    isSame(first.parts.sampler, later.parts.sampler) &&
    isSame(first.parts.extractContext, later.parts.extractContext) &&
    ofHandlers.every((name) =>
      isSame(Reflect.get(first.config, name), Reflect.get(later.config, name)),
    )
  );
}

/** Whether two values of plain data are the same. Two functions, or objects of a class, are if they are one. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(Reflect.get(one, name), Reflect.get(other, name)));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

/** A line about a `value` that is none of what can be traced. */
export function noHandler(caller: string, value: unknown): string {
  return caller === 'traceServer'
    ? 'traceServer needs a server of node:http, such as app.listen(8080) gives'
    : `${caller} needs a function, and was given ${describe(value)}`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return 'a string: pass the handler itself, not its name';
  if (isThenable(value)) return 'a promise: await it first';
  if (typeof value !== 'object' || value === null) return String(value);
  const methods = Object.keys(value).filter(
    (name) => typeof Reflect.get(value, name) === 'function',
  );
  return methods.length > 0 ? `an object: pass it ${methods.join(', ')} one by one` : 'an object';
}
