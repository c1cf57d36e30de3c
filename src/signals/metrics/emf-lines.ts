import type { Attributes, HrTime } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { type DataPoint, DataPointType, type Histogram } from '@opentelemetry/sdk-metrics';
import { type MetricItem, streamKey } from './metric-item.ts';

/** Most of each in one line. */
const limits = { metrics: 100, values: 100, dimensions: 30, characters: 200_000 };
/** Of the value of a dimension, and of a name. */
const longestText = 1024;
const longestNamespace = 255;

/** A metric as one line has it. */
interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** What can share a line: the same namespace, dimensions and time. */
interface Group {
  readonly namespace: string;
  readonly time: number;
  readonly attributes: Attributes;
  readonly entries: Entry[];
}

/**
 * Metrics as lines of CloudWatch's embedded metric format: the attributes of a point are its dimensions, beside the
 * service's name.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfLines(items: readonly MetricItem[]): string[] {
  const groups = new Map<string, Group>();
  for (const item of items)
    item.data.dataPoints.forEach((point, index) => {
      const { namespace, service } = placeOf(item.resource.attributes);
      const attributes = { ...point.attributes, 'service.name': service };
      const time = millisecondsOf(point.endTime);
      const key = `${namespace} ${time} ${streamKey(attributes)}`;
      const group: Group = groups.get(key) ?? { namespace, time, attributes, entries: [] };
      groups.set(key, group);
      group.entries.push(...entriesOf(item, point, index));
    });
  return [...groups.values()].flatMap((group) =>
    inLines(group.entries).map((entries) => lineOf({ ...group, entries })),
  );
}

/** Where CloudWatch keeps metrics: services may share a namespace; else each has its own. */
function placeOf(resource: Attributes): { readonly namespace: string; readonly service: string } {
  const service = textOf(resource['service.name']) || 'unknown_service';
  const namespace = textOf(resource['service.namespace']) || service;
  return { service, namespace: namespace.slice(0, longestNamespace) };
}

function millisecondsOf(time: HrTime): number {
  return Math.round(hrTimeToMilliseconds(time));
}

/** One entry, or several where there are more values than one takes. */
function entriesOf(
  { data, values }: MetricItem,
  { value }: DataPoint<unknown>,
  index: number,
): Entry[] {
  const { name: fullName, unit } = data.descriptor;
  const name = memberName(fullName, noNames);
  const isHistogram =
    data.dataPointType === DataPointType.HISTOGRAM ||
    data.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM;
  const measured = isHistogram
    ? singleValues(value as Histogram, values?.[index] ?? [])
    : [value as number];
  // Infinity and the like have no place in JSON.
  const all = measured.filter(Number.isFinite);
  const entries: Entry[] = [];
  for (let at = 0; at < all.length; at += limits.values)
    entries.push({ name, unit: unitOf(unit), values: all.slice(at, at + limits.values) });
  return entries;
}

/** Of measurements that were not kept, such as those beyond the limit of attribute sets, the mean has to do. */
function singleValues({ count, sum = 0 }: Histogram, values: readonly number[]): readonly number[] {
  return values.length === count ? values : Array<number>(count).fill(sum / count);
}

interface Line {
  readonly names: Set<string>;
  readonly entries: Entry[];
  /** About that many characters. */
  size: number;
}

/** No line has a name twice, or more than fits. */
function inLines(entries: readonly Entry[]): Entry[][] {
  const lines: Line[] = [];
  for (const entry of entries) {
    const size = 2 * entry.name.length + 24 * entry.values.length + 64;
    let line = lines.find(
      (each) =>
        !each.names.has(entry.name) &&
        each.names.size < limits.metrics &&
        each.size + size <= limits.characters,
    );
    if (!line) {
      line = { names: new Set<string>(), entries: [], size: 0 };
      lines.push(line);
    }
    line.names.add(entry.name);
    line.entries.push(entry);
    line.size += size;
  }
  return lines.map((line) => line.entries);
}

function lineOf({ namespace, time, attributes, entries }: Group): string {
  const names = new Set(entries.map(({ name }) => name));
  const members = Object.entries(attributes)
    .map(([key, value]) => [memberName(key, names), textOf(value).slice(0, longestText)] as const)
    .filter(([, value]) => value !== '');
  // The service's name is the last one, and may not be what is left out.
  const dimensions = members.slice(-limits.dimensions).map(([name]) => name);
  return JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [dimensions],
          Metrics: entries.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...Object.fromEntries(members),
    ...Object.fromEntries(
      entries.map(({ name, values }) => [name, values.length === 1 ? values[0] : values]),
    ),
  });
}

const noNames: ReadonlySet<string> = new Set();

/** Dimensions and metrics share the names of one object. */
function memberName(key: string, metrics: ReadonlySet<string>): string {
  const name = key.slice(0, longestText - 1) || '_';
  return name === '_aws' || metrics.has(name) ? `${name}_` : name;
}

function textOf(value: unknown): string {
  return value === undefined ? '' : String(value).trim();
}

/** The names that CloudWatch has, by those of UCUM that the conventions use. */
const units: Readonly<Record<string, string>> = {
  s: 'Seconds',
  ms: 'Milliseconds',
  us: 'Microseconds',
  By: 'Bytes',
  kBy: 'Kilobytes',
  MBy: 'Megabytes',
  GBy: 'Gigabytes',
  TBy: 'Terabytes',
  bit: 'Bits',
  kbit: 'Kilobits',
  Mbit: 'Megabits',
  Gbit: 'Gigabits',
  Tbit: 'Terabits',
  '%': 'Percent',
  'By/s': 'Bytes/Second',
  'bit/s': 'Bits/Second',
};

/** What is counted stands in braces. */
function unitOf(unit: string): string {
  return units[unit] ?? (unit.startsWith('{') ? 'Count' : 'None');
}
