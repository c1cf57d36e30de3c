import { basename, join } from 'node:path';
import { localLayer, namedLayer } from '../local-layer.ts';
import { type ParsedFile, readYaml } from '../parse-yaml.ts';
import { list, literal, number, record, splitHandler, variablesIn } from '../plain-values.ts';
import type { Bundle, DeclaredFunction } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';

const templates = ['template.yaml', 'template.yml', 'template.json', 'sam.yaml', 'sam.yml'];

type Properties = Readonly<Record<string, unknown>>;

/** A function of a template, still as it is written there. */
interface Resource {
  readonly id: string;
  readonly isServerless: boolean;
  readonly properties: Properties;
  readonly globals: Properties;
  /** How SAM builds it. */
  readonly build: Properties;
}

/** The functions of a template of SAM or CloudFormation. */
export function readTemplate(files: ProjectFiles): readonly DeclaredFunction[] {
  const parsed = readYaml(files, ...templates);
  return parsed ? resourcesOf(parsed).map((resource) => describe(parsed, resource)) : [];
}

function resourcesOf({ value }: ParsedFile): readonly Resource[] {
  const globals = record(record(record(value)['Globals'])['Function']);
  return Object.entries(record(record(value)['Resources'])).flatMap(([id, each]) => {
    const resource = record(each);
    const isServerless = resource['Type'] === 'AWS::Serverless::Function';
    if (!isServerless && resource['Type'] !== 'AWS::Lambda::Function') return [];
    const properties = record(resource['Properties']);
    const metadata = record(resource['Metadata']);
    const build = metadata['BuildMethod'] === 'esbuild' ? record(metadata['BuildProperties']) : {};
    return [{ id, isServerless, properties, globals: isServerless ? globals : {}, build }];
  });
}

function describe(parsed: ParsedFile, resource: Resource): DeclaredFunction {
  const { id, isServerless, properties, globals } = resource;
  const setting = (name: string) => properties[name] ?? globals[name];
  const handler = literal(setting('Handler'));
  const variables = (from: Properties) => record(from['Environment'])['Variables'];
  const tracing = setting('Tracing') ?? record(properties['TracingConfig'])['Mode'];
  return {
    name: id,
    tool: isServerless ? 'SAM' : 'CloudFormation',
    cloud: 'aws',
    declaredIn: parsed.file,
    line: parsed.lineOf('Resources', id),
    runtime: literal(setting('Runtime')),
    handler,
    modules: modulesOf(resource, handler),
    exportName: splitHandler(handler ?? '').exportName,
    // AWS's own defaults.
    timeout: number(setting('Timeout') ?? 3),
    memory: number(setting('MemorySize') ?? 128),
    xRay: tracing === 'Active',
    hasOwnKey: setting('KmsKeyArn') !== undefined,
    ...variablesIn(variables(globals), variables(properties)),
    layers: [...list(globals['Layers']), ...list(properties['Layers'])].map((layer) =>
      layerOf(parsed, layer),
    ),
    attachedBy: undefined,
  };
}

/** What esbuild is given, or the handler itself, below the folder of the code. */
function modulesOf(
  { properties, globals, build }: Resource,
  handler: string | undefined,
): string[] {
  const { module } = splitHandler(handler ?? '');
  if (!handler) return [];
  const code = properties['CodeUri'] ?? globals['CodeUri'] ?? properties['Code'];
  const folder = literal(code) ?? '.';
  const entries = list(build['EntryPoints']).flatMap((each) => literal(each) ?? []);
  const withoutExtension = entries.map((entry) => entry.replace(/\.[cm]?[jt]sx?$/, ''));
  const built = withoutExtension.filter((entry) => basename(entry) === basename(module));
  return [...built, ...(entries.length === 1 ? withoutExtension : []), module].map((path) =>
    join(folder, path),
  );
}

/** A layer of the same template is known by what it is made of. */
function layerOf({ value }: ParsedFile, layer: unknown) {
  const id = literal(record(layer)['Ref']);
  const resource = record(record(record(value)['Resources'])[id ?? '']);
  const { ContentUri, Content } = record(resource['Properties']);
  return /antifreeze/.test(JSON.stringify([ContentUri, Content]))
    ? localLayer(id ?? '', { kind: 'antifreeze', version: undefined, isInstalled: undefined })
    : namedLayer(layer);
}

/** How SAM bundles functions: by esbuild's command line, which takes no plugins. */
export function samBundles(files: ProjectFiles): readonly Bundle[] {
  const parsed = readYaml(files, ...templates);
  if (!parsed) return [];
  const built = Object.entries(record(record(parsed.value)['Resources'])).filter(
    ([, each]) => record(record(each)['Metadata'])['BuildMethod'] === 'esbuild',
  );
  return built.map(([id, each]) => {
    const properties = record(record(record(each)['Metadata'])['BuildProperties']);
    const external = list(properties['External']).flatMap((name) => literal(name) ?? []);
    const all = [...external, '@aws-sdk/*'].map((name) => `'${name}'`).join(', ');
    const at = parsed.lineOf('Resources', id, 'Metadata', 'BuildProperties');
    return {
      bundler: `SAM's esbuild of ${id}`,
      file: parsed.file,
      hasPlugin: false,
      leavesOutSdk: external.some((name) => /^(@aws-sdk\/|\*$)/.test(name)),
      remedy: [
        {
          file: parsed.file,
          where: at ? `below line ${at}, BuildProperties of ${id}` : `in Metadata of ${id}`,
          text: at ? `External: [${all}]` : `BuildProperties:\n  External: [${all}]`,
        },
      ],
    };
  });
}
