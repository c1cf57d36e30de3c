import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiCopies, deployWithApi } from './deploy-with-api.ts';
import { allSignals, sumOf, useFunctions } from './use-functions.ts';

const fixture = useFunctions({
  handler: 'index.handler',
  environment: allSignals,
});
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'api-copies-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const index = `
  import { traceLambda } from 'antifreeze';
  import { work } from './core.js';
  export const handler = traceLambda(work);`;

/** A logger and an instrument from the top level of a module. */
const core = `
  import { metrics, trace } from '@opentelemetry/api';
  import { logs } from '@opentelemetry/api-logs';
  const logger = logs.getLogger('user', '1.0');
  const made = metrics.getMeter('user', '1.0').createCounter('made');
  export const work = async () => {
    console.info('a line');
    logger.emit({ body: 'a record', severityNumber: 13, attributes: { order: 7 } });
    logs.getLogger('late').emit({ body: 'a late record' });
    made.add(2);
    return trace.getActiveSpan()?.spanContext().traceId;
  };`;

const deployments = apiCopies
  .filter(({ copy }) => copy !== '1.4')
  .flatMap((copy) =>
    (['cjs', 'esm'] as const).flatMap((format) =>
      [true, false].map((bundled) => ({ ...copy, format, bundled })),
    ),
  );

test.each(deployments)(
  'records of the package api-logs and counts join the trace, with API $copy ($format, bundled: $bundled)',
  async (deployment) => {
    const task = await deployWithApi({ index, core }, directory, deployment, deployment);
    const fn = await fixture.start({ directory: task });

    const { payload } = await fn.invoke({});
    await fn.frozen();

    const { collector } = fixture;
    const traceId = JSON.parse(payload);
    expect(collector.logs().map(({ body, scope, severity }) => [body, scope, severity])).toEqual([
      ['a line', 'console', 9],
      ['a record', 'user', 13],
      ['a late record', 'late', 0],
    ]);
    expect(new Set(collector.logs().map((log) => log.traceId))).toEqual(new Set([traceId]));
    expect(sumOf(collector.points(), 'made')).toBe(2);
    const [point] = collector.points().filter(({ metric }) => metric === 'made');
    expect(point?.exemplarTraceId).toBe(traceId);
  },
);
