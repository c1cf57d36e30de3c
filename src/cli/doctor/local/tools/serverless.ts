import { dirname, join } from 'node:path';
import { execWrapper } from '../../../../support/layer.ts';
import { version } from '../../../../support/version.ts';
import type { LayerDescription } from '../../function-description.ts';
import { localLayer, namedLayer } from '../local-layer.ts';
import { type ParsedFile, readYaml } from '../parse-yaml.ts';
import { list, literal, number, record, splitHandler, variablesIn } from '../plain-values.ts';
import type { DeclaredFunction } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';
import { functionsInCode } from './in-code.ts';

const configurations = ['serverless.yml', 'serverless.yaml', 'serverless.json'];
const plugin = 'antifreeze/serverless-plugin';

/** The configuration of a service; undefined where there is none, or it is made by code. */
export function readService(files: ProjectFiles): ParsedFile | undefined {
  const parsed = readYaml(files, ...configurations);
  return parsed && { ...parsed, value: withFiles(files, parsed.value, '') };
}

/** The functions of a service of the Serverless Framework or osls. */
export function readServerless(files: ProjectFiles): readonly DeclaredFunction[] {
  const parsed = readService(files);
  if (!parsed) return inCode(files);
  const service = record(parsed.value);
  const functions = [service['functions'], ...list(service['functions'])].flatMap((each) =>
    Object.entries(record(each)),
  );
  return functions.map(([name, value]) => describe(parsed, name, record(value)));
}

/** A service that is described by TypeScript or JavaScript. */
function inCode(files: ProjectFiles): readonly DeclaredFunction[] {
  const file = ['serverless.ts', 'serverless.js', 'serverless.cjs', 'serverless.mjs'].find(
    files.has,
  );
  const text = file && files.read(file);
  if (!file || !text) return [];
  const isAttached = text.includes(plugin);
  return functionsInCode(text, 'Serverless Framework', file).map((each) => ({
    ...each,
    attachedBy: isAttached ? 'plugin' : undefined,
  }));
}

function describe(
  { value, file, lineOf }: ParsedFile,
  name: string,
  given: Readonly<Record<string, unknown>>,
): DeclaredFunction {
  const service = record(value);
  const provider = record(service['provider']);
  const handler = literal(given['handler']);
  const { module, exportName } = splitHandler(handler ?? '');
  const attached = attachment(service, given);
  const layers = [...list(provider['layers']), ...list(given['layers'])];
  return {
    name,
    tool: 'Serverless Framework',
    cloud: 'aws',
    declaredIn: file,
    line: lineOf('functions', name),
    runtime: literal(given['runtime'] ?? provider['runtime']),
    handler,
    modules: handler ? [module] : [],
    exportName,
    // The framework's own defaults.
    timeout: number(given['timeout'] ?? provider['timeout'] ?? 6),
    memory: number(given['memorySize'] ?? provider['memorySize'] ?? 1024),
    xRay: isOn(given['tracing'] ?? record(provider['tracing'])['lambda']),
    hasOwnKey: (given['kmsKeyArn'] ?? provider['kmsKeyArn']) !== undefined,
    ...variablesIn(attached?.variables, provider['environment'], given['environment']),
    layers: [...layers.map(namedLayer), ...(attached ? [attached.layer] : [])],
    attachedBy: attached && 'plugin',
  };
}

/** What the plugin of this package gives to a function. */
function attachment(
  service: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): { readonly variables: object; readonly layer: LayerDescription } | undefined {
  if (!pluginsOf(service).includes(plugin) || given['antifreeze'] === false) return undefined;
  const settings = {
    ...record(record(service['custom'])['antifreeze']),
    ...record(given['antifreeze']),
  };
  if (settings['enabled'] === false) return undefined;
  const { endpoint, relay } = settings;
  const target =
    endpoint === 'aws'
      ? { ANTIFREEZE_ENDPOINT: endpoint }
      : { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const headers = settings['headers'] === undefined ? {} : { OTEL_EXPORTER_OTLP_HEADERS: {} };
  return {
    variables: {
      AWS_LAMBDA_EXEC_WRAPPER: execWrapper,
      ...(endpoint === undefined ? {} : target),
      ...headers,
      ...(relay ? { ANTIFREEZE_RELAY: 'sqs', ANTIFREEZE_RELAY_QUEUE_URL: {} } : {}),
      ...record(settings['environment']),
    },
    layer: localLayer('antifreeze', { kind: 'antifreeze', version, isInstalled: true }),
  };
}

/** The names of a service's plugins. */
export function pluginsOf(service: Readonly<Record<string, unknown>>): readonly string[] {
  const plugins = service['plugins'];
  return [...list(plugins), ...list(record(plugins)['modules'])].flatMap(
    (each) => literal(each) ?? [],
  );
}

function isOn(tracing: unknown): boolean {
  return tracing === true || tracing === 'Active';
}

/** Files within files are followed so deep. */
const deepest = 5;

/** Puts what is in files in the place of `${file(functions.yml):key}`. */
function withFiles(files: ProjectFiles, value: unknown, folder: string, depth = 0): unknown {
  const inside = (each: unknown) => withFiles(files, each, folder, depth + 1);
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)]));
  const [, path, keys] = /^\$\{file\(([^)]+)\)(?::([\w.]+))?\}$/.exec(String(value)) ?? [];
  if (!path || depth > deepest * 4) return value;
  const file = join(folder, path).replaceAll('\\', '/');
  if (!/\.(ya?ml|json)$/.test(file)) return value;
  const parsed = readYaml(files, file);
  if (!parsed) return value;
  const found = (keys?.split('.') ?? []).reduce<unknown>(
    (from, key) => record(from)[key],
    parsed.value,
  );
  return withFiles(files, found, dirname(file), depth + deepest);
}
