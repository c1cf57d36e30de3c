import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `osls package` made of a service. */
export interface Packaged {
  readonly exitCode: number | null;
  /** What was printed. */
  readonly output: string;
  /** The resources of the CloudFormation template, if there is one. */
  readonly resources: Readonly<Record<string, Resource>>;
  readonly directory: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A function as the template has it. */
export interface PackagedFunction {
  readonly handler: unknown;
  readonly layers: unknown;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

const osls = realpathSync('node_modules/osls/bin/serverless.js');

/** Packages the service in a folder, without any credentials. */
export function packageService(directory: string, ...args: string[]): Packaged {
  const { status, stdout, stderr } = spawnSync(process.execPath, [osls, 'package', ...args], {
    cwd: directory,
    encoding: 'utf8',
    // Not the folder itself: what is written there would be packaged.
    env: { PATH: process.env['PATH'], HOME: dirname(directory), SLS_TELEMETRY_DISABLED: '1' },
  });
  return {
    exitCode: status,
    output: stdout + stderr,
    resources: status === 0 ? readResources(directory) : {},
    directory,
  };
}

/** By the function's name in the service. */
export function functionOf({ resources }: Packaged, name: string): PackagedFunction {
  const id = `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`;
  const { Handler, Layers, Environment } = resources[id]?.Properties ?? {};
  const { Variables } = (Environment ?? {}) as { Variables?: PackagedFunction['variables'] };
  return { handler: Handler, layers: Layers, variables: Variables };
}

function readResources(directory: string): Packaged['resources'] {
  const file = join(directory, '.serverless/cloudformation-template-update-stack.json');
  return JSON.parse(readFileSync(file, 'utf8')).Resources;
}
