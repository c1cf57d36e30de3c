import { type HrTime, ValueType } from '@opentelemetry/api';
import {
  type DataPoint,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { writeAttributes } from './encode-attributes.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** An example of what is in a point. */
export interface OtlpExemplar {
  readonly value: number;
  readonly time: HrTime;
  /** In hexadecimal; empty for none. */
  readonly traceId: string;
  readonly spanId: string;
}

/** A metric, and examples of what is in it. */
export interface OtlpMetric {
  readonly data: MetricData;
  /** By the number of the point that they belong to. */
  readonly exemplars: readonly (readonly OtlpExemplar[])[];
  /** Attributes that tell of the metric, but don't make it another one. */
  readonly metadata?: Readonly<Record<string, number>> | undefined;
}

/** The message `Metric` of opentelemetry/proto/metrics/v1/metrics.proto. Fields are written from the last. */
export function encodeMetric({ data, exemplars, metadata }: OtlpMetric): Uint8Array {
  const writer = new ProtobufWriter();
  const { descriptor, dataPoints, dataPointType } = data;
  writeAttributes(writer, 12, metadata);
  writer.message(fieldOf[dataPointType], () => {
    if (dataPointType === DataPointType.SUM) writer.varint(3, data.isMonotonic ? 1 : 0);
    if (dataPointType !== DataPointType.GAUGE) writer.varint(2, data.aggregationTemporality + 1);
    for (let at = dataPoints.length - 1; at >= 0; at -= 1)
      writer.message(1, () => writePoint(writer, data, at, exemplars[at] ?? []));
  });
  writer.string(3, descriptor.unit);
  writer.string(2, descriptor.description);
  writer.string(1, descriptor.name);
  return writer.finish();
}

const fieldOf: Readonly<Record<DataPointType, number>> = {
  [DataPointType.GAUGE]: 5,
  [DataPointType.SUM]: 7,
  [DataPointType.HISTOGRAM]: 9,
  [DataPointType.EXPONENTIAL_HISTOGRAM]: 10,
};

function writePoint(
  writer: ProtobufWriter,
  { dataPointType, dataPoints, descriptor }: MetricData,
  index: number,
  exemplars: readonly OtlpExemplar[],
): void {
  const point = dataPoints[index];
  if (!point) return;
  const isInteger = descriptor.valueType === ValueType.INT;
  const writeExemplars = (field: number) => {
    for (const each of exemplars.toReversed()) writeExemplar(writer, field, each, isInteger);
  };
  if (dataPointType === DataPointType.HISTOGRAM)
    writeHistogram(writer, point as DataPoint<Histogram>, writeExemplars);
  else if (dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM)
    writeExponential(writer, point as DataPoint<ExponentialHistogram>, writeExemplars);
  else writeNumber(writer, point as DataPoint<number>, isInteger, writeExemplars);
}

type WriteExemplars = (field: number) => void;

/** `NumberDataPoint` */
function writeNumber(
  writer: ProtobufWriter,
  point: DataPoint<number>,
  isInteger: boolean,
  writeExemplars: WriteExemplars,
): void {
  writeAttributes(writer, 7, point.attributes);
  if (isInteger) fixed64(writer, 6, point.value);
  writeExemplars(5);
  if (!isInteger) writer.double(4, point.value);
  writeTimes(writer, point);
}

/** `HistogramDataPoint` */
function writeHistogram(
  writer: ProtobufWriter,
  point: DataPoint<Histogram>,
  writeExemplars: WriteExemplars,
): void {
  const { count, sum, min, max, buckets } = point.value;
  writeOptional(writer, 12, max);
  writeOptional(writer, 11, min);
  writeAttributes(writer, 9, point.attributes);
  writeExemplars(8);
  writer.bytes(7, bytesOf(new Float64Array(buckets.boundaries)));
  writer.bytes(6, bytesOf(new BigUint64Array(buckets.counts.map(BigInt))));
  writeOptional(writer, 5, sum);
  fixed64(writer, 4, count);
  writeTimes(writer, point);
}

/** `ExponentialHistogramDataPoint` */
function writeExponential(
  writer: ProtobufWriter,
  point: DataPoint<ExponentialHistogram>,
  writeExemplars: WriteExemplars,
): void {
  const { count, sum, min, max, scale, zeroCount, positive, negative } = point.value;
  writeOptional(writer, 13, max);
  writeOptional(writer, 12, min);
  writeExemplars(11);
  writeBuckets(writer, 9, negative);
  writeBuckets(writer, 8, positive);
  fixed64(writer, 7, zeroCount);
  writer.varint(6, zigZag(scale));
  writeOptional(writer, 5, sum);
  fixed64(writer, 4, count);
  writeTimes(writer, point);
  writeAttributes(writer, 1, point.attributes);
}

function writeBuckets(
  writer: ProtobufWriter,
  field: number,
  { offset, bucketCounts }: ExponentialHistogram['positive'],
): void {
  writer.message(field, () => {
    writer.bytes(2, Uint8Array.from(bucketCounts.flatMap(varint)));
    writer.varint(1, zigZag(offset));
  });
}

function writeExemplar(
  writer: ProtobufWriter,
  field: number,
  { value, time, traceId, spanId }: OtlpExemplar,
  isInteger: boolean,
): void {
  writer.message(field, () => {
    if (isInteger) fixed64(writer, 6, value);
    if (traceId) writer.hex(5, traceId);
    if (spanId) writer.hex(4, spanId);
    if (!isInteger) writer.double(3, value);
    writer.time(2, time);
  });
}

/** These have the same numbers in all kinds of points. */
function writeTimes(
  writer: ProtobufWriter,
  { startTime, endTime }: Pick<DataPoint<unknown>, 'startTime' | 'endTime'>,
): void {
  writer.time(3, endTime);
  writer.time(2, startTime);
}

function writeOptional(writer: ProtobufWriter, field: number, value: number | undefined): void {
  if (value !== undefined) writer.double(field, value);
}

/** Written as a time is: in 64 bits of fixed size. */
function fixed64(writer: ProtobufWriter, field: number, value: number): void {
  writer.time(field, [0, Math.trunc(value)]);
}

function zigZag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function bytesOf({ buffer }: Float64Array | BigUint64Array): Uint8Array {
  return new Uint8Array(buffer);
}
