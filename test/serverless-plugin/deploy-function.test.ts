import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AntifreezePlugin } from '../../src/serverless-plugin/antifreeze-plugin.ts';
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
function deployFunction(deployed: Record<string, string>): ServiceFunction {
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
      custom: { antifreeze: { endpoint: 'https://collector.example.com' } },
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
