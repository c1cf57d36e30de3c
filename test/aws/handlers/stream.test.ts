import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { wrapHandler } from '../../../src/aws/wrap-handler.ts';
import { recordingTelemetry } from '../../support/recording-telemetry.ts';
import { readEvent } from '../triggers/events.ts';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

test('a stream that fails after its first part claims no status that nobody got', async () => {
  const { telemetry, spans } = recordingTelemetry();
  const handler = async (_event: unknown, output: PassThrough, _context: unknown) => {
    output.write('first');
    throw new Error('boom');
  };
  Object.assign(handler, { [streaming]: 'response' });
  const traced = wrapHandler(handler, telemetry, () => undefined);

  await expect(traced(readEvent('function-url/full'), new PassThrough(), {})).rejects.toThrow();

  expect(spans()[0]?.attributes).toMatchObject({ 'faas.trigger': 'http', 'error.type': 'Error' });
  expect(spans()[0]?.attributes).not.toHaveProperty(['http.response.status_code']);
});
