import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { availableSdkReleases } from '../../harness/aws-sdk/sdk-releases.ts';
import { type Collector, startCollector } from '../../harness/collector/collector.ts';
import { availableRuntimes } from '../../harness/lambda/index.ts';
import type { CollectedSpan } from '../../src/viewer/otlp/collected-span.ts';
import { event, streaming } from '../instrumentation/aws-sdk/event-frames.ts';
import {
  type Answer,
  localAws,
  type RecordedRequest,
} from '../instrumentation/aws-sdk/local-aws.ts';
import { startFunction } from '../start-function.ts';
import { deployAs, forms } from './functions/forms/forms.ts';

const someForms = forms.filter(({ name }) => ['CommonJS', 'esbuild ES module'].includes(name));
const entryPoint = fileURLToPath(new URL('functions/forms/streams.mjs', import.meta.url));

let collector: Collector;
let directory: string;

beforeAll(async () => {
  collector = await startCollector();
  directory = mkdtempSync(join(realpathSync(tmpdir()), 'streams-'));
});
beforeEach(() => collector.clear());
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await collector.close();
});

describe.each(availableSdkReleases())('the AWS SDK, $name', ({ modules }) => {
  describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
    test.each(someForms)(
      'as $name, calls that stream last as long as their streams',
      async (form) => {
        const aws = await localAws(answer);
        const fn = await startFunction({
          runtime,
          directory: await deployAs(form, entryPoint, directory, modules),
          handler: 'index.handler',
          environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, UPSTREAM: aws.endpoint },
        });
        const { payload } = await fn.invoke({});
        await fn.frozen();
        await fn.close();

        expect(JSON.parse(payload)).toEqual({
          events: ['PayloadChunk', 'InvokeComplete'],
          cut: 'Error',
        });
        expect(collector.spans().map(inOneLine).toSorted()).toEqual([
          'GET below S3.PutObject',
          'GET below function-under-test',
          'Lambda.InvokeWithResponseStream below function-under-test: Unhandled',
          'S3.GetObject abandoned below function-under-test',
          'S3.GetObject cut below function-under-test: ECONNRESET',
          'S3.GetObject left below function-under-test',
          'S3.GetObject read below function-under-test',
          'S3.PutObject fed below function-under-test',
          'function-under-test',
          'init below function-under-test',
        ]);
      },
    );
  });
});

function inOneLine({ name, attributes, parentSpanId }: CollectedSpan): string {
  const parent = collector.spans().find(({ spanId }) => spanId === parentSpanId);
  const key = attributes['aws.s3.key'];
  const error = attributes['error.type'];
  return [name, key && ` ${key}`, parent && ` below ${parent.name}`, error && `: ${error}`]
    .filter(Boolean)
    .join('');
}

function answer({ method, url }: RecordedRequest): Answer {
  const part: Answer = {
    headers: { 'content-length': '7' },
    stream: (response) => void response.write('con'),
  };
  if (url.includes('/invocations') || url.includes('/response-streaming-invocations'))
    return streaming(
      event('PayloadChunk', 'part'),
      event('InvokeComplete', { ErrorCode: 'Unhandled' }),
    );
  if (url.includes('/cut'))
    return {
      ...part,
      stream: (response) =>
        void response.write('con', () => setTimeout(() => response.destroy(), 50)),
    };
  if (url.includes('/left') || url.includes('/abandoned')) return part;
  return method === 'PUT' ? { body: '' } : { body: 'content' };
}
