import { afterAll, beforeAll, expect, test } from 'vitest';
import { xrayActions } from '../../src/support/xray-actions.ts';
import { functionOf, statementsOf } from './osls.ts';
import { handler, tracedService } from './services.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.remove());

const mayWrite = { Effect: 'Allow', Action: xrayActions, Resource: '*' };
const ofRegion = { 'Fn::Sub': `https://xray.\${AWS::Region}.\${AWS::URLSuffix}` };

test('endpoint aws is X-Ray in the region, with permission for those that send there', () => {
  const role = 'arn:aws:iam::123456789012:role/own';
  const packaged = workspace.package({
    ...tracedService,
    custom: { antifreeze: { endpoint: 'aws' } },
    functions: { api: { handler }, own: { handler, role } },
  });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(functionOf(packaged, 'api').variables).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: ofRegion,
  });
  expect(statementsOf(packaged, 'IamRoleLambdaExecution').slice(2)).toEqual([mayWrite]);
  expect(packaged.output).toContain(
    'functions.own sends to X-Ray with a role of its own: allow it xray:PutTraceSegments',
  );
});

test('with a relay it is the relay that may', () => {
  const packaged = workspace.package({
    ...tracedService,
    custom: { antifreeze: { endpoint: 'aws', relay: true } },
  });

  expect(packaged.exitCode, packaged.output).toBe(0);
  expect(packaged.resources['AntifreezeRelayFunction']).toMatchObject({
    Properties: { Environment: { Variables: { OTEL_EXPORTER_OTLP_ENDPOINT: ofRegion } } },
  });
  expect(statementsOf(packaged, 'AntifreezeRelayRole')).toContainEqual(mayWrite);
  expect(statementsOf(packaged, 'IamRoleLambdaExecution')).not.toContainEqual(mayWrite);
});

test('where nothing is sent to X-Ray, nothing is allowed', () => {
  const packaged = workspace.package(tracedService);

  expect(statementsOf(packaged, 'IamRoleLambdaExecution')).toHaveLength(2);
});
