import type { Attributes, Context, Meter, MetricOptions } from '@opentelemetry/api';
import { context } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Measured } from './streams.ts';

/** An instrument that measures as it is called, as it was made. */
export interface Instrument {
  readonly scope: InstrumentationScope;
  readonly create: 'createCounter' | 'createUpDownCounter' | 'createHistogram' | 'createGauge';
  readonly name: string;
  readonly options: MetricOptions;
}

/** Takes a measurement, and has the SDK take it by `record`. */
export type TakeMeasurement = (
  instrument: Instrument,
  measured: Measured,
  record: () => void,
) => void;

/** The same meter, but that all measurements of its synchronous instruments go to `take`. */
export function notingMeter(
  meter: Meter,
  scope: InstrumentationScope,
  take: TakeMeasurement,
): Meter {
  function making(create: Instrument['create']) {
    return (name: string, options: MetricOptions = {}) =>
      notingInstrument(meter[create](name, options), { scope, create, name, options }, take);
  }
  return Object.assign(Object.create(meter), {
    createCounter: making('createCounter'),
    createUpDownCounter: making('createUpDownCounter'),
    createHistogram: making('createHistogram'),
    createGauge: making('createGauge'),
  });
}

type Record = (value: number, attributes?: Attributes, context?: Context) => void;

function notingInstrument(
  instrument: Partial<{ add: Record; record: Record }>,
  made: Instrument,
  take: TakeMeasurement,
): object {
  const method = instrument.add ? 'add' : 'record';
  const isPositive = made.create === 'createCounter' || made.create === 'createHistogram';
  const noting: Record = (value, attributes = {}, given = context.active()) => {
    const record = () => instrument[method]?.(value, attributes, given);
    // What the SDK refuses, it says itself.
    if (typeof value !== 'number' || (isPositive && value < 0)) record();
    else take(made, { value, attributes, context: given }, record);
  };
  return Object.assign(Object.create(instrument), { [method]: noting });
}
