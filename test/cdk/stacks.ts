import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { AntifreezeLayer, AntifreezeRelay, traceFunction } from '../../src/entry/cdk.ts';

const outdir = mkdtempSync(join(tmpdir(), 'cdk-'));

/** Loads the parts of the CDK, which come when they are first needed: longer than a test may take on a busy machine. */
export function loadCdk(): void {
  const stack = newStack();
  const relay = new AntifreezeRelay(stack, 'Relay', { endpoint: 'aws' });
  traceFunction(ordersIn(stack), { layer: new AntifreezeLayer(stack, 'Layer'), relay });
  Template.fromStack(stack);
}

/** Removes what the stacks of a test file have written. */
export function removeStacks(): void {
  rmSync(outdir, { recursive: true, force: true });
}

export function newStack(): Stack {
  const env = { account: '123456789012', region: 'eu-west-1' };
  return new Stack(new App({ outdir }), 'Orders', { env });
}

/** A function that nobody has traced yet. */
export function ordersIn(
  stack: Stack,
  id = 'Function',
  more: Partial<FunctionProps> = {},
): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => 42'),
    ...more,
  });
}

/** What the policies of a template allow, as `<actions> on <resources>`. */
export function allowed(template: Template): string[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  return policies
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .map(({ Action, Resource }) => `${[Action].flat()} on ${JSON.stringify(Resource)}`);
}

/** An endpoint of AWS as a template of these stacks has it. */
export function awsUrl(service: string, path?: string): object {
  const parts = [`https://${service}.eu-west-1.`, { Ref: 'AWS::URLSuffix' }];
  return { 'Fn::Join': ['', path ? [...parts, path] : parts] };
}
