import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { cases, title } from '../runtime/cases.ts';
import { limit } from '../runtime/limit.ts';
import { type Observation, observe } from '../runtime/observe.ts';
import { bare } from '../runtime/wrappers.ts';
import { type BuiltLayer, builtLayer } from './built-layer.ts';

const inTurn = limit(2);
let collector: Collector;
let layer: BuiltLayer;

beforeAll(async () => {
  [collector, layer] = await Promise.all([startCollector(), builtLayer()]);
});
afterAll(async () => {
  layer.remove();
  await collector.close();
});

describe.for(availableRuntimes())(
  'on $name, a function with the layer behaves as one without',
  ({ name }) => {
    const here = cases.filter(({ runtimes }) => runtimes.includes(name));

    test.concurrent.for(here.map((handlerCase) => ({ title: title(handlerCase), handlerCase })))(
      '$title',
      async ({ handlerCase }) => {
        const observeWith = (environment: Readonly<Record<string, string>>) =>
          inTurn(() => observe(handlerCase, bare, name, environment));

        const [without, attached] = await Promise.all([
          observeWith({}),
          observeWith({ ...layer.variables, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }),
        ]);

        expect(withoutThrowingLine(attached)).toEqual(withoutThrowingLine(without));
      },
    );
  },
);

/** Without the line of source code that Node.js prints when a process ends by an error: the runtime's, or the layer's. */
function withoutThrowingLine(observation: Observation): Observation {
  const { log } = observation;
  return {
    ...observation,
    log: log.filter((_, index) => !log[index - 1]?.endsWith('<place>')),
  };
}
