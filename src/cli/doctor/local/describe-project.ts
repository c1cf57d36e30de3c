import { readBundles } from './bundles.ts';
import { readCompilerSettings } from './compiler-settings.ts';
import { manifestAbove, readManifest } from './manifest.ts';
import type {
  DeclaredFunction,
  HandlerSource,
  LocalFunction,
  Manifest,
  Project,
} from './project.ts';
import type { ProjectFiles } from './project-files.ts';
import { readHandler } from './read-handler.ts';
import { readFrameworkFunction, readServer } from './read-server.ts';
import { readCdk } from './tools/cdk.ts';
import { readTemplate } from './tools/cloudformation.ts';
import { readLambdaImage } from './tools/dockerfile.ts';
import { readGoogle } from './tools/google.ts';
import { readLooseHandlers, readSst } from './tools/loose.ts';
import { readServerless } from './tools/serverless.ts';
import { readTerraform } from './tools/terraform.ts';

/** Describes the project in a folder. Never throws: what can't be read or understood is a gap. */
export function describeProject(files: ProjectFiles): Project {
  const read = <Read>(what: string, reader: () => Read, otherwise: Read): Read => {
    try {
      return reader();
    } catch (error) {
      files.gaps.add(what, `it is beyond what can be read here (${(error as Error).name})`);
      return otherwise;
    }
  };
  const manifest = readManifest(files);
  const functions = read('the functions', () => declaredFunctions(files, manifest), []).map(
    (declared) => ({
      ...declared,
      source: read(`the code of ${declared.name}`, () => sourceOf(files, declared), undefined),
    }),
  );
  return {
    manifest: manifest.isThere ? manifest : (manifestOfCode(files, functions) ?? manifest),
    compiler: read('tsconfig.json', () => readCompilerSettings(files), undefined),
    functions,
    bundles: read('the bundles', () => readBundles(files, manifest), []),
    elsewhere: foldersWithConfigurations(files),
  };
}

/** Where the project has no `package.json` of its own, as SAM's have none: that of its first function. */
function manifestOfCode(
  files: ProjectFiles,
  functions: readonly LocalFunction[],
): Manifest | undefined {
  const [file] = functions.flatMap(({ source }) =>
    source ? (manifestAbove(files, source.file) ?? []) : [],
  );
  return file === undefined ? undefined : readManifest(files, file);
}

const configuration =
  /^(.+)\/(?:serverless\.(?:ya?ml|[jt]s)|template\.ya?ml|cdk\.json|sst\.config\.ts)$/;

function foldersWithConfigurations({ paths }: ProjectFiles): readonly string[] {
  return [...new Set(paths.flatMap((path) => configuration.exec(path)?.[1] ?? []))];
}

/** What only looks like a function, as a Dockerfile or a handler that nothing names, counts where nothing else does. */
function declaredFunctions(files: ProjectFiles, manifest: Manifest): readonly DeclaredFunction[] {
  const declared = [
    ...readServerless(files),
    ...readTemplate(files),
    ...readCdk(files),
    ...readTerraform(files),
    ...readSst(files),
    ...readLambdaImage(files),
  ];
  const found = declared.length > 0 ? declared : readGoogle(files, manifest);
  return (found.length > 0 ? found : readLooseHandlers(files)).filter(isForNode);
}

function isForNode({ runtime }: DeclaredFunction): boolean {
  return runtime === undefined || runtime.startsWith('nodejs');
}

const extensions = ['ts', 'mts', 'cts', 'tsx', 'mjs', 'js', 'cjs', 'jsx'];

/** The file that people edit comes before what is built of it. */
function sourceOf(files: ProjectFiles, declared: DeclaredFunction): HandlerSource | undefined {
  const { modules, exportName, tool } = declared;
  const candidates = modules.flatMap((module) => {
    const path = module.replaceAll('\\', '/').replace(/^\.\//, '');
    const unbuilt = path.replace(/^(?:\.?dist|\.?build|lib|out|\.esbuild)\//, '');
    return unbuilt === path ? [path] : [`src/${unbuilt}`, unbuilt, path];
  });
  const paths = candidates.flatMap((path) => extensions.map((extension) => `${path}.${extension}`));
  const file = paths.find(files.has);
  const text = file === undefined ? undefined : files.read(file);
  if (file === undefined || text === undefined) return undefined;
  if (tool === 'Cloud Run') return readServer(file, text);
  return tool === 'functions-framework'
    ? readFrameworkFunction(file, text, exportName)
    : readHandler({ file, text, exportName, wrapper: 'traceLambda', entry: 'antifreeze' });
}
