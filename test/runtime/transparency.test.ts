import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import { type BuiltLayer, builtLayer } from '../layers/built-layer.ts';
import { withoutAskedFor } from './asked-for.ts';
import { cases, title } from './cases.ts';
import { limit } from './limit.ts';
import { type Observation, observe } from './observe.ts';
import { antifreeze, bare, type Wrapper } from './wrappers.ts';

const inTurn = limit(2);
const place = 'OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS';
/** All signals, fields in all lines, all payloads and headers, filters, rules, and a sampler that asks somebody who isn't there. */
const everything = {
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'otlp',
  ANTIFREEZE_CAPTURE_CONSOLE: 'true',
  ANTIFREEZE_TRACE_FIELDS: 'true',
  ANTIFREEZE_KEEP: 'errors,timeouts,cold-starts,batch-failures,slower:1,at-least:1,ratio:0.5',
  ANTIFREEZE_IGNORE: 'warm-ups,/health',
  ANTIFREEZE_IGNORE_SPANS: 'kind:internal&shorter:5',
  OTEL_TRACES_SAMPLER: 'jaeger_remote',
  OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://127.0.0.1:1,initialSamplingRate=0.5',
  ANTIFREEZE_CAPTURE: 'all',
  [`${place}_SERVER_REQUEST`]: '.*',
  [`${place}_SERVER_RESPONSE`]: '.*',
};
let collector: Server;
let layer: BuiltLayer;
let variables: Record<string, string>;

beforeAll(async () => {
  collector = createServer((request, response) => {
    request.resume().on('end', () => response.end());
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const { port } = collector.address() as AddressInfo;
  variables = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  layer = await builtLayer();
});

afterAll(() => {
  layer.remove();
  collector.closeAllConnections();
  collector.close();
});

describe.for(availableRuntimes())(
  'on $name, a wrapped handler behaves as a bare one, and so does one with the layer',
  ({ name }) => {
    const here = cases.filter(({ runtimes }) => runtimes.includes(name));

    test.concurrent.for(here.map((handlerCase) => ({ title: title(handlerCase), handlerCase })))(
      '$title',
      async ({ handlerCase }) => {
        const observeHere = (wrapper: Wrapper, extra: Record<string, string> = {}) =>
          inTurn(() => observe(handlerCase, wrapper, name, { ...variables, ...extra }));

        const [plain, flushedAfter, flushedBefore, withEverything, attached] = await Promise.all([
          observeHere(bare),
          observeHere(antifreeze),
          observeHere(antifreeze, {
            ANTIFREEZE_FLUSH: 'before-response',
            OTEL_METRICS_EXPORTER: 'emf',
          }),
          observeHere(antifreeze, everything),
          observeHere(bare, layer.variables),
        ]);

        expect(flushedAfter).toEqual(plain);
        const asked = [flushedBefore, withEverything].map((observed) => ({
          ...observed,
          log: withoutAskedFor(observed.log),
        }));
        expect(asked).toEqual([plain, plain]);
        expect(withoutThrowingLine(attached)).toEqual(withoutThrowingLine(plain));
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
