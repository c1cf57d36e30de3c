import type { Attributes } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import { claimDeadJournals, type DeadJournal } from '../../journal/dead-journals.ts';
import { decodeLines } from '../../journal/journal-line.ts';
import { guard } from '../../support/guard.ts';
import type { MeasurementRecord } from './measurement-log.ts';
import { createMeters, type Meters, type MetersOptions } from './meters.ts';
import { type MetricItem, ofCollection } from './metric-item.ts';
import type { Instrument } from './noting-meter.ts';

/** Larger ones are left out. */
const longest = 4 * 1024 * 1024;

/** What processes before this one have measured and not collected goes to `keep`. Gives whether there may be more. Never rejects. */
export async function recoverMeasurements(
  folder: string,
  options: MetersOptions,
  keep: (items: readonly MetricItem[]) => void,
): Promise<boolean> {
  const claimed = claimDeadJournals(folder, longest);
  for (const journal of claimed) {
    keep(await measuredIn(journal, options));
    guard('removing measurements', journal.remove);
  }
  return claimed.length > 0;
}

/** Measures everything once more. */
async function measuredIn(
  { text, writtenAt }: DeadJournal,
  options: MetersOptions,
): Promise<MetricItem[]> {
  const lines = decodeLines(text) as MeasurementRecord[];
  // What its spans were is known to their own journal only.
  const meters = createMeters({ ...options, exemplarFilter: 'always_off' });
  guard('reading measurements', () => measureAgain(lines, meters));
  const resource = resourceFromAttributes(Object.assign({}, ...lines.map((line) => line.resource)));
  const since = Math.min(writtenAt, ...lines.map(({ at = writtenAt }) => at));
  const found: MetricItem[] = [];
  await meters.collect(resource, 0, (items) => found.push(...items));
  const items = found.map((item) => ({ ...item, data: during(item.data, since, writtenAt) }));
  return ofCollection(items, collectionOf(lines));
}

function collectionOf(lines: readonly MeasurementRecord[]): string {
  return lines.findLast(({ collection }) => collection !== undefined)?.collection ?? '';
}

function measureAgain(lines: readonly MeasurementRecord[], meters: Meters): void {
  const measures: Measure[] = [];
  for (const { instruments = [], measured = [] } of lines) {
    measures.push(...instruments.map((made) => measureOf(made, meters)));
    for (const [number, attributes, values] of measured)
      for (const value of values) measures[number]?.(value, attributes);
  }
}

type Measure = (value: number, attributes: Attributes) => void;

function measureOf({ scope, create, name, options }: Instrument, meters: Meters): Measure {
  const { name: scopeName, version, schemaUrl } = scope;
  const meter = meters.getMeter(scopeName, version, schemaUrl ? { schemaUrl } : {});
  const instrument: { add?: Measure; record?: Measure } = meter[create](name, options);
  return (value, attributes) =>
    instrument.add ? instrument.add(value, attributes) : instrument.record?.(value, attributes);
}

/** Points say from when to when: of that process. */
function during(data: MetricData, since: number, until: number): MetricData {
  const dataPoints = data.dataPoints.map((point) => ({
    ...point,
    startTime: millisToHrTime(since),
    endTime: millisToHrTime(until),
  }));
  return { ...data, dataPoints } as MetricData;
}
