import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a command of osls ended. */
export interface Ended {
  readonly exitCode: number | null;
  /** What was printed. */
  readonly output: string;
}

/** What `osls package` made of a service. */
export interface Packaged extends Ended {
  /** The resources of the CloudFormation template, if there is one. */
  readonly resources: Readonly<Record<string, Resource>>;
  readonly directory: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Statement = Readonly<Record<string, unknown>>;

interface Policy {
  readonly PolicyDocument: { readonly Statement: Statement[] };
}

/** A function as the template has it. */
export interface PackagedFunction {
  readonly handler: unknown;
  readonly layers: unknown;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** The program. */
export const osls: string = realpathSync('node_modules/osls/bin/serverless.js');

/** Runs osls on the service in a folder, with no variables but these. */
export function runOsls(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [osls, ...args], {
    cwd: directory,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      // Not the folder itself: what is written there would be packaged.
      HOME: dirname(directory),
      SLS_TELEMETRY_DISABLED: '1',
      ...environment,
    },
  });
  return { exitCode: status, output: stdout + stderr };
}

/** Packages the service in a folder, without any credentials. */
export function packageService(directory: string, ...args: string[]): Packaged {
  const ended = runOsls(directory, ['package', ...args]);
  const resources = ended.exitCode === 0 ? readResources(directory) : {};
  return { ...ended, resources, directory };
}

/** By the function's name in the service. */
export function functionOf({ resources }: Packaged, name: string): PackagedFunction {
  const id = `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`;
  const { Handler, Layers, Environment } = resources[id]?.Properties ?? {};
  const { Variables } = (Environment ?? {}) as { Variables?: PackagedFunction['variables'] };
  return { handler: Handler, layers: Layers, variables: Variables };
}

/** What the template says of a resource. */
export function propertiesOf({ resources, output }: Packaged, id: string): Resource['Properties'] {
  const { Properties } = resources[id] ?? {};
  if (!Properties) throw new Error(`there is no ${id}: ${output}`);
  return Properties;
}

/** The statements of a role's only policy. */
export function statementsOf(packaged: Packaged, role: string): Statement[] {
  const [policy] = propertiesOf(packaged, role)['Policies'] as Policy[];
  return policy?.PolicyDocument.Statement ?? [];
}

/** The CloudFormation template that `osls package` writes. */
export function templateIn(directory: string): string {
  return join(directory, '.serverless/cloudformation-template-update-stack.json');
}

function readResources(directory: string): Packaged['resources'] {
  return JSON.parse(readFileSync(templateIn(directory), 'utf8')).Resources;
}
