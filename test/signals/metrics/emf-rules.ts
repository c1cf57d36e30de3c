/**
 * What AWS's specification of the embedded metric format says of a document, rule by rule:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

/** One metric of a line, as CloudWatch takes it. */
export interface EmfMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly values: readonly number[];
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}

type Document = Readonly<Record<string, unknown>> & {
  readonly _aws: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Directive[] };
};

const units = new Set(
  'Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Percent Count Bytes/Second Bits/Second None'.split(
    ' ',
  ),
);

/** Whether a line of a log is of this format, and not anything else. */
export function isEmf(line: string): boolean {
  return line.startsWith('{"_aws"');
}

/** The metrics of a line. */
export function readEmf(line: string): EmfMetric[] {
  const document: Document = JSON.parse(line);
  return document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.map(({ Name, Unit = 'None' }) => ({
      namespace: Namespace,
      name: Name,
      unit: Unit,
      dimensions: Object.fromEntries((Dimensions[0] ?? []).map((key) => [key, document[key]])),
      values: [document[Name]].flat() as number[],
    })),
  );
}

/** Which rules a line breaks. */
export function emfMistakes(line: string): string[] {
  const document: Document = JSON.parse(line);
  const { Timestamp, CloudWatchMetrics } = document._aws;
  const rules: [string, boolean][] = [
    ['no line end within', !/[\r\n]/.test(line)],
    ['at most 256 KB', Buffer.byteLength(line) <= 256 * 1024],
    ['a time in milliseconds', Number.isInteger(Timestamp)],
    ['a directive', CloudWatchMetrics.length > 0],
  ];
  for (const directive of CloudWatchMetrics) rules.push(...rulesOf(document, directive));
  return rules.filter(([, kept]) => !kept).map(([rule]) => rule);
}

function rulesOf(
  document: Document,
  { Namespace, Dimensions, Metrics }: Directive,
): [string, boolean][] {
  const names = Metrics.map(({ Name }) => Name);
  return [
    ['a namespace of 1 to 255 characters', Namespace.length > 0 && Namespace.length <= 255],
    ['1 to 100 metrics', Metrics.length > 0 && Metrics.length <= 100],
    ['no metric twice', new Set(names).size === names.length],
    [
      'names of 1 to 1024 characters',
      names.every((name) => name.length > 0 && name.length <= 1024),
    ],
    ['units that there are', Metrics.every(({ Unit = 'None' }) => units.has(Unit))],
    ['a set of dimensions', Dimensions.length > 0],
    ['at most 30 dimensions', Dimensions.every((set) => set.length <= 30)],
    ['dimensions of text', Dimensions.flat().every((key) => isDimension(document[key]))],
    ['numbers, at most 100', names.every((name) => areNumbers(document[name]))],
  ];
}

function isDimension(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= 1024;
}

function areNumbers(value: unknown): boolean {
  const values = [value].flat();
  return values.length > 0 && values.length <= 100 && values.every((each) => Number.isFinite(each));
}
