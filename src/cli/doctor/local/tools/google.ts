import { hasPackage } from '../manifest.ts';
import type { DeclaredFunction, Manifest } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';
import { readDockerfile } from './dockerfile.ts';
import { nothingElse } from './in-code.ts';

const preload = /(?:--require|-r|--import)[ =]antifreeze\/gcp\/register\b/;

/** The function of a project for functions-framework, or the service of one for Cloud Run. */
export function readGoogle(files: ProjectFiles, manifest: Manifest): readonly DeclaredFunction[] {
  const docker = readDockerfile(files);
  const commands = Object.values(manifest.scripts).join('\n');
  const variables = { ...docker.variables, ...variablesOfCommands(commands) };
  const loads = [commands, docker.command, variables['NODE_OPTIONS'] ?? ''].join('\n');
  const common: Omit<DeclaredFunction, 'name' | 'tool' | 'modules' | 'exportName'> = {
    ...nothingElse,
    cloud: 'google',
    declaredIn: 'package.json',
    runtime: /--runtime[ =](nodejs\d+)\b/.exec(commands)?.[1],
    handler: undefined,
    variables,
    attachedBy: preload.test(loads) ? 'preload' : undefined,
  };
  if (hasPackage(manifest, /^@google-cloud\/functions-framework$/)) {
    const [, target = 'function'] = /--(?:target|entry-point)[ =]([\w-]+)/.exec(commands) ?? [];
    const modules = [withoutExtension(manifest.main ?? 'index.js'), 'function'];
    return [{ ...common, name: target, tool: 'functions-framework', modules, exportName: target }];
  }
  if (!isCloudRun(files, manifest, commands) || docker.isLambda) return [];
  const main = mainOf(docker.command, manifest);
  return [
    {
      ...common,
      name: main ?? 'service',
      tool: 'Cloud Run',
      declaredIn: docker.isThere ? 'Dockerfile' : 'package.json',
      modules: main ? [withoutExtension(main)] : [],
      exportName: '',
    },
  ];
}

/** A Dockerfile alone may be anybody's. */
function isCloudRun(files: ProjectFiles, manifest: Manifest, commands: string): boolean {
  return (
    /\bgcloud (?:beta )?run (?:deploy|jobs)\b/.test(commands) ||
    hasPackage(manifest, /^@google-cloud\//) ||
    ['cloudbuild.yaml', 'service.yaml'].some(files.has) ||
    (files.has('Dockerfile') && hasPackage(manifest, /^(?:express|fastify|hono|koa)$/))
  );
}

/** What `node` is given, by the image or by `npm start`. */
function mainOf(command: string, { scripts, main }: Manifest): string | undefined {
  const started = /\bnpm\b.*\bstart\b|^$/.test(command) ? (scripts['start'] ?? '') : command;
  return /(?:^|\s)([\w./-]+\.[cm]?[jt]s)\b/.exec(started)?.[1] ?? main;
}

function withoutExtension(path: string): string {
  return path.replace(/^\.\//, '').replace(/\.[cm]?[jt]s$/, '');
}

/** `--set-env-vars A=1,B=2` of the commands that deploy. */
function variablesOfCommands(commands: string): Readonly<Record<string, string>> {
  const given = [
    ...commands.matchAll(/--(?:set|update)-env-vars[ =](?:'([^']*)'|"([^"]*)"|(\S+))/g),
  ];
  const pairs = given.flatMap(([, single, double, bare]) =>
    (single ?? double ?? bare ?? '').split(',').flatMap((pair) => {
      const [, name = '', value = ''] = /^([A-Z]\w*)=([^$]*)$/.exec(pair) ?? [];
      return name ? [[name, value] as const] : [];
    }),
  );
  return Object.fromEntries(pairs);
}
