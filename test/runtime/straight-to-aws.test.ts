import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { availableRuntimes, type RuntimeName } from '../../harness/lambda/index.ts';
import { readLogs } from '../../src/viewer/otlp/collected-log.ts';
import { readSpans } from '../../src/viewer/otlp/collected-span.ts';
import {
  exportLogsServiceRequest,
  exportTraceServiceRequest,
} from '../../src/viewer/otlp/otlp-schema.ts';
import { decodeMessage } from '../../src/viewer/otlp/protobuf.ts';
import { localXray, plainBody, refuse } from '../export/local-xray.ts';
import type { Answer, Received } from '../export/otlp-endpoint.ts';
import { startFunction } from '../start-function.ts';

const directory = fileURLToPath(new URL('functions', import.meta.url));
/** Those that a function has here. */
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example', sessionToken: 'example' };

/** Invokes a function three times that sends its spans to X-Ray. Gives what it has written about that. */
async function invokeThrice(runtime: RuntimeName, url: string, more: Record<string, string> = {}) {
  const fn = await startFunction({
    runtime,
    directory,
    handler: 'spans.handler',
    environment: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
      ANTIFREEZE_AUTH: 'xray',
      ...more,
    },
  });
  onTestFinished(() => fn.close());
  for (let call = 0; call < 3; call++) {
    const { status } = await fn.invoke({});
    expect(status).toBe('response');
    await fn.frozen();
  }
  await fn.close();
  return fn.logs.map(({ text }) => text).filter((text) => text.includes('antifreeze'));
}

function spansIn(requests: readonly Received[]) {
  return requests.flatMap((request) =>
    readSpans(decodeMessage(exportTraceServiceRequest, plainBody(request))),
  );
}

describe.each(availableRuntimes())('on $name', ({ name: runtime }) => {
  test.each(['gzip', 'none'])(
    'each request is signed with the role, compression %s',
    async (compression) => {
      const { url, received, taken } = await localXray({ keys, now: Date.now });

      const lines = await invokeThrice(runtime, url, {
        OTEL_EXPORTER_OTLP_COMPRESSION: compression,
      });

      expect(lines).toEqual([]);
      expect(taken).toHaveLength(received.length);
      // Of each call the root span and two below it, and `init` of the cold start.
      expect(spansIn(taken)).toHaveLength(3 * 3 + 1);
    },
  );

  test("log records are signed for CloudWatch Logs, and go to the function's own log stream", async () => {
    const { origin, received, taken } = await localXray({ keys, now: Date.now, service: 'logs' });

    await invokeThrice(runtime, 'http://127.0.0.1:9/v1/traces', {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'otlp',
      ANTIFREEZE_CAPTURE_CONSOLE: 'true',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${origin}/v1/logs`,
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=orders,x-aws-log-stream=today',
      LINES: '1',
    });

    expect(taken).toHaveLength(received.length);
    expect(taken).toHaveLength(3);
    for (const { headers } of taken)
      expect(headers).toMatchObject({ 'x-aws-log-group': 'orders', 'x-aws-log-stream': 'today' });
    const logs = taken.flatMap((request) =>
      readLogs(decodeMessage(exportLogsServiceRequest, plainBody(request))),
    );
    expect(logs.map(({ body }) => body)).toEqual(['work', 'work', 'work']);
  });

  test('a clock that is an hour off costs one request', async () => {
    const { url, received, taken } = await localXray({ keys, now: () => Date.now() + 3_600_000 });

    const lines = await invokeThrice(runtime, url);

    expect(lines).toEqual([]);
    expect(spansIn(taken)).toHaveLength(3 * 3 + 1);
    expect(received.length).toBe(taken.length + 1);
  });

  test('a missing permission is told once, with what to do', async () => {
    const denied: Answer = refuse(403, 'AccessDeniedException', 'not authorized');
    const { url } = await localXray({ keys, now: Date.now }, denied);

    const lines = await invokeThrice(runtime, url);

    expect(lines).toEqual([expect.stringContaining('allow xray:PutTraceSegments')]);
  });
});
