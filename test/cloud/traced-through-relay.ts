import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { expect, onTestFinished } from 'vitest';
import type { Collector } from '../../harness/collector/collector.ts';
import type { LambdaFunction } from '../../harness/lambda/index.ts';
import { zip } from '../../scripts/zip.ts';
import type { RelayResponse } from '../../src/relay/lambda-interfaces.ts';
import { pollQueue } from '../relay/event-source.ts';
import { startFunction } from '../start-function.ts';
import type { AwsAccount } from './aws-account.ts';

/** A function as it was deployed: what the account says about it, and the zip that was uploaded. */
interface DeployedFunction {
  readonly configuration: Pick<FunctionConfiguration, 'Handler' | 'Environment'>;
  readonly zip: string;
}

/** A function, the layer that traces it, and the relay that carries its spans. */
export interface DeployedService {
  readonly account: AwsAccount;
  readonly sender: DeployedFunction;
  readonly layerZip: string;
  readonly relay: DeployedFunction;
  readonly queueUrl: string;
}

/**
 * Invokes the sending function, and then, as an event source mapping would, the relay with what is in the queue. Both
 * run from their zips with their variables on the runtime client. Settles when both are frozen.
 */
export async function traceThroughRelay(service: DeployedService): Promise<void> {
  const { account, queueUrl } = service;
  const { endpoint } = account;
  await stopPolling(account);
  const source = pollQueue(endpoint, queueUrl);
  onTestFinished(() => source.close());

  const sender = await start(service.sender, endpoint, unzipped(service.layerZip));
  await answered(sender, { order: 1 });
  const event = await source.receive();
  if (event.Records.length === 0) throw new Error('nothing is in the queue');
  const relay = await start(service.relay, endpoint);
  const response = await answered(relay, event);
  await source.settle(event, response as RelayResponse);
  if ((await source.receive()).Records.length > 0) throw new Error('something is in the queue');
}

/** Or moto would try to run the relay by itself, in Docker. */
async function stopPolling({ lambda }: AwsAccount): Promise<void> {
  const { EventSourceMappings = [] } = await lambda.listEventSourceMappings({});
  for (const { UUID } of EventSourceMappings) {
    await lambda.updateEventSourceMapping({ UUID, Enabled: false });
  }
}

/** Writes the zip of a function that knows nothing of tracing. Gives its path. */
export function ordersZip(directory: string): string {
  const code = 'export const handler = async ({ order }) => order;';
  const file = join(directory, 'orders.zip');
  writeFileSync(file, zip([{ path: 'index.mjs', content: Buffer.from(code) }]));
  return file;
}

/** The collector has the spans of the sender, by a relay that has read its secret. */
export function expectTraced(collector: Collector): void {
  const spans = collector.spans().map(({ name, resource }) => [resource['service.name'], name]);
  expect(spans).toContainEqual(['orders', 'function-under-test']);
  expect(collector.requests()[0]?.headers).toMatchObject({
    authorization: 'Bearer a-secret-token',
    'content-encoding': 'gzip',
  });
}

async function start(
  { configuration, zip }: DeployedFunction,
  endpoint: string,
  opt = '/opt',
): Promise<LambdaFunction> {
  const variables = Object.entries(configuration.Environment?.Variables ?? {});
  const started = await startFunction({
    directory: unzipped(zip),
    handler: configuration.Handler ?? '',
    environment: {
      ...Object.fromEntries(
        // The folder stands for /opt.
        variables.map(([name, value]) => [name, value.replace(/^\/opt(?=\/)/, opt)]),
      ),
      AWS_ENDPOINT_URL: endpoint,
    },
  });
  onTestFinished(() => started.close());
  return started;
}

async function answered(deployed: LambdaFunction, event: unknown): Promise<unknown> {
  const { status, payload } = await deployed.invoke(event);
  await deployed.frozen();
  if (status !== 'response') throw new Error(`the function has failed: ${payload}`);
  return JSON.parse(payload);
}

function unzipped(zip: string): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'unzipped-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  execFileSync('unzip', ['-q', zip, '-d', directory]);
  return directory;
}
