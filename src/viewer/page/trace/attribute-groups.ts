import type { CollectedAttributes, CollectedValue } from '../../otlp/fields.ts';

/** Attributes that belong together by the semantic conventions. */
export interface AttributeGroup {
  readonly title: string;
  readonly entries: readonly (readonly [name: string, value: CollectedValue])[];
}

const groups: readonly (readonly [title: string, names: RegExp])[] = [
  ['Function', /^(faas|antifreeze|aws\.lambda|aws\.request_id|gcp\.cloud_run)\b/],
  ['HTTP', /^(http|url|user_agent|network|server|client)\b/],
  ['Messaging', /^(messaging|aws\.(sqs|sns|kinesis|eventbridge|firehose|scheduler))\b/],
  ['Database', /^(db|aws\.dynamodb)\b/],
  ['Call', /^(rpc|aws|gcp|code|gen_ai)\b/],
  ['Error', /^(error|exception)\b/],
  ['Cloud', /^(cloud|host|k8s|container)\b/],
];

/** Sorts attributes into groups; what no convention knows is the user's own, and comes first. */
export function groupAttributes(attributes: CollectedAttributes): AttributeGroup[] {
  const titleOf = (name: string) => groups.find(([, names]) => names.test(name))?.[0] ?? 'Own';
  const grouped = Map.groupBy(Object.entries(attributes).sort(byName), ([name]) => titleOf(name));
  return ['Own', ...groups.map(([title]) => title)].flatMap((title) => {
    const entries = grouped.get(title);
    return entries ? [{ title, entries }] : [];
  });
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** A value as text, over several lines where it is a composite or JSON of the user's. */
export function valueText(value: CollectedValue): string {
  if (value instanceof Uint8Array)
    return `0x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  if (typeof value === 'object') return JSON.stringify(value, plain, 1);
  return String(value ?? '');
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
