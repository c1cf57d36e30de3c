import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AntifreezePlugin } from '../../src/serverless-plugin/antifreeze-plugin.ts';
import type { ServiceSettings } from '../../src/serverless-plugin/plugin-settings.ts';
import type { Serverless, ServiceFunction } from '../../src/serverless-plugin/service.ts';

let serviceDir: string;

beforeAll(() => {
  serviceDir = mkdtempSync(join(realpathSync(tmpdir()), 'service-'));
  const installed = join(serviceDir, 'node_modules/antifreeze');
  mkdirSync(join(installed, 'dist/layer'), { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{ "name": "antifreeze" }');
  writeFileSync(join(installed, 'dist/layer/antifreeze.zip'), 'a zip');
});
afterAll(() => rmSync(serviceDir, { recursive: true, force: true }));

/** The function after `deploy function`, where AWS says that the deployed one has these variables. */
function deployFunction(
  deployed: Record<string, string>,
  settings: ServiceSettings = {},
): ServiceFunction {
  const api: ServiceFunction = {};
  const serverless: Serverless = {
    serviceDir,
    service: {
      service: 'orders',
      provider: {
        runtime: 'nodejs24.x',
        compiledCloudFormationTemplate: { Resources: {} },
        remoteFunctionData: { Configuration: { Environment: { Variables: deployed } } },
      },
      custom: { antifreeze: { endpoint: 'https://collector.example.com', ...settings } },
      functions: { api },
      package: { artifactDirectoryName: 'folder' },
      layers: {},
    },
    configSchemaHandler: {
      defineCustomProperties: () => undefined,
      defineFunctionProperties: () => undefined,
    },
    getProvider: () => ({ getStage: () => 'dev' }),
    classes: { Error },
  };
  const { hooks } = new AntifreezePlugin(
    serverless,
    { function: 'api' },
    { log: { warning: () => undefined } },
  );
  hooks['before:deploy:function:packageFunction']?.();
  return api;
}

test('a single function that is deployed with the layer keeps its variables', () => {
  const { environment, layers } = deployFunction({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze' });

  expect(environment).toMatchObject({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze' });
  expect(layers).toHaveLength(1);
});

test('a single function without the layer gets no wrapper, which it would not find', () => {
  expect(deployFunction({})).toEqual({});
});

describe("a single function, with a queue of the account's own", () => {
  const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/spans';
  const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:spans';
  const relay = { queueUrl, queueArn };
  const wrapper = { AWS_LAMBDA_EXEC_WRAPPER: '/opt/antifreeze' };

  test('that sends there already goes on to', () => {
    const deployed = { ...wrapper, ANTIFREEZE_RELAY_QUEUE_URL: queueUrl };

    expect(deployFunction(deployed, { relay }).environment).toMatchObject({
      ANTIFREEZE_RELAY: 'sqs',
      ANTIFREEZE_RELAY_QUEUE_URL: queueUrl,
    });
  });

  test('that did not so far is refused, since its role stays as it was', () => {
    expect(() => deployFunction(wrapper, { relay })).toThrow(/deploy the whole service first/);
  });

  test("that is the service's own is deployed: what it refers to stays as it is", () => {
    expect(deployFunction(wrapper, { relay: true }).environment).toMatchObject({
      ANTIFREEZE_RELAY_QUEUE_URL: { Ref: 'AntifreezeRelayQueue' },
    });
  });
});
