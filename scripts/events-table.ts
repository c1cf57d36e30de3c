/** Prints the tables of docs/events.md, made by running each trigger on its events; with `--write`, puts them there. */
import { globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { SpanKind } from '@opentelemetry/api';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { namedTriggers } from '../src/aws/triggers/by-name.ts';
import { allTriggers } from '../src/aws/triggers/index.ts';
import type { RootSpanInit, Trigger } from '../src/core/trigger.ts';
import { type EventSource, eventSources, ownAttributes } from './event-sources.ts';

/** Matches what stands between the two marks in docs/events.md. */
export const tablesInDocs: RegExp = /(?<=<!-- events:start -->\n).*?(?=<!-- events:end -->)/s;

const docs = 'docs/events.md';

/** Attributes that many sources share, under a name for all of them. */
const groups: Readonly<Record<string, readonly string[]>> = {
  request: [
    'http.request.method',
    'http.request.method_original',
    'http.route',
    'url.path',
    'url.query',
    'url.scheme',
    'server.address',
    'server.port',
    'client.address',
    'user_agent.original',
    'network.protocol.name',
    'network.protocol.version',
  ],
  messaging: [
    'messaging.system',
    'messaging.operation.name',
    'messaging.operation.type',
    'messaging.destination.name',
    'messaging.message.id',
    'messaging.message.conversation_id',
    'service.peer.name',
    'messaging.batch.message_count',
  ],
};
/** In columns of their own. */
const elsewhere = ['faas.trigger', 'antifreeze.event.age_ms'];
const standard: ReadonlySet<unknown> = new Set(Object.values(conventions));

/** The sources, the groups of attributes, and the attributes of our own, as Markdown. */
export async function eventsTables(): Promise<string> {
  const files = await triggerFiles();
  const rows = [...files].map(([name, trigger]) => sourceRow(name, trigger));
  return [
    table(['Event', 'Name', 'Kind', 'Attributes', 'Context', 'Sent at'], rows),
    table(['Group', 'Attributes'], Object.entries(groups).map(groupRow)),
    table(['Own attribute', 'Meaning'], Object.entries(ownAttributes).map(ownRow)),
  ].join('\n');
}

/** The triggers by the names of their files, or those in `by-name.ts`, in the order of the table. */
export async function triggerFiles(): Promise<Map<string, Trigger>> {
  const names = new Map<unknown, string>();
  for (const path of globSync('src/aws/triggers/*.ts')) {
    const name = basename(path, '.ts');
    const exported: Record<string, unknown> = await import(`../src/aws/triggers/${name}.ts`);
    for (const value of Object.values(exported)) names.set(value, name);
  }
  for (const [name, trigger] of Object.entries(namedTriggers)) names.set(trigger, name);
  const order = Object.keys(eventSources);
  const files = allTriggers().map((trigger) => [names.get(trigger) ?? '', trigger] as const);
  return new Map(files.sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

/** The root spans of a trigger's events in test/events. */
export function rootSpans(name: string, trigger: Trigger): RootSpanInit[] {
  const folder = `test/events/${name}`;
  return readdirSync(folder).map((file) =>
    trigger.rootSpan(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')), undefined),
  );
}

function sourceRow(name: string, trigger: Trigger): string[] {
  const spans = rootSpans(name, trigger);
  const source = eventSources[name] ?? { title: name };
  return [
    source.title,
    distinct(spans.map((span) => (span.name ? code(span.name) : "the function's")))
      .slice(0, 2)
      .join(', '),
    distinct(
      spans.map(({ kind, attributes }) => `${SpanKind[kind]}, ${code(attributes['faas.trigger'])}`),
    ).join(),
    attributesOf(spans),
    contextOf(source),
    source.sentAt ? code(source.sentAt) : '',
  ];
}

function attributesOf(spans: readonly RootSpanInit[]): string {
  const names = spans.flatMap(({ attributes }) => Object.keys(attributes));
  const [system] = spans.map(({ attributes }) => attributes['messaging.system']);
  return distinct(names.filter((name) => !elsewhere.includes(name)).map(groupOrName))
    .join(', ')
    .replace('**messaging**', `**messaging** (${code(system)})`);
}

function groupOrName(name: string): string {
  const group = Object.keys(groups).find((key) => groups[key]?.includes(name));
  return group ? `**${group}**` : attribute(name);
}

/** The package of the conventions leaves out `faas.time`. */
function attribute(name: string): string {
  return standard.has(name) || name === 'faas.time' ? code(name) : `*${code(name)}*`;
}

function contextOf({ context = [], otherwise }: EventSource): string {
  const places = context.length > 1 ? context.map((place, n) => `${n + 1}. ${place}`) : context;
  return [...places, ...(otherwise ? [`else ${otherwise}`] : [])].join('; ').replace(/^else /, '');
}

function groupRow([name, attributes]: [string, readonly string[]]): string[] {
  return [`**${name}**`, attributes.map(code).join(', ')];
}

function ownRow([name, meaning]: [string, string]): string[] {
  return [code(name), meaning];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line), ''].join('\n');
}

function code(text: unknown): string {
  return `\`${text}\``;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

if (import.meta.main) {
  const tables = await eventsTables();
  if (process.argv.includes('--write')) {
    const page = readFileSync(docs, 'utf8');
    writeFileSync(
      docs,
      page.replace(tablesInDocs, () => tables),
    );
  } else {
    process.stdout.write(tables);
  }
}
