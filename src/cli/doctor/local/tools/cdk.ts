import { basename, dirname, join } from 'node:path';
import { variablesInCode } from '../code-variables.ts';
import { splitHandler } from '../plain-values.ts';
import type { Bundle, DeclaredFunction } from '../project.ts';
import type { ProjectFiles } from '../project-files.ts';
import {
  closingBracket,
  lineAt,
  propertyOf,
  type SourceText,
  slice,
  sourceText,
  unquoted,
} from '../source-text.ts';
import { nothingElse } from './in-code.ts';

/** A construct of a function, in the code of an app. */
interface Construct {
  readonly file: string;
  readonly line: number;
  readonly id: string;
  readonly isBundled: boolean;
  readonly props: SourceText;
  /** Whether `traceFunction` of this package is called in the same file. */
  readonly isAttached: boolean;
}

/** The functions of an app of the CDK, as its code has them. Nothing is run. */
export function readCdk(files: ProjectFiles): readonly DeclaredFunction[] {
  return constructsOf(files).map(describe);
}

function constructsOf(files: ProjectFiles): readonly Construct[] {
  if (!files.has('cdk.json')) return [];
  const sources = files.paths.filter((path) => /(?<!\.d|\.test|\.spec)\.[cm]?[jt]s$/.test(path));
  return sources.flatMap((file) => {
    const text = files.read(file);
    return text && /aws-cdk-lib/.test(text) ? constructsIn(file, sourceText(text)) : [];
  });
}

function constructsIn(file: string, source: SourceText): readonly Construct[] {
  const isAttached = /\btraceFunction\s*\(/.test(source.bare);
  const made = /\bnew\s+(?:[\w$]+\.)*(NodejsFunction|Function)\s*\(/g;
  return [...source.bare.matchAll(made)].map((match) => {
    const open = match.index + match[0].length - 1;
    const call = slice(source, open + 1, closingBracket(source.bare, open));
    const [, id] = /^[^,]*,\s*['"`]([^'"`]*)['"`]/.exec(call.code) ?? [];
    return {
      file,
      line: lineAt(source.text, match.index),
      id: id ?? `line ${lineAt(source.text, match.index)}`,
      isBundled: match[1] === 'NodejsFunction',
      props: call,
      isAttached,
    };
  });
}

function describe({ file, line, id, isBundled, props, isAttached }: Construct): DeclaredFunction {
  const property = (name: string) => propertyOf(props, name);
  const handler = unquoted(property('handler'));
  const { module, exportName } = splitHandler(handler ?? '');
  const match = (name: string, pattern: RegExp) => pattern.exec(property(name) ?? '')?.[1];
  const version = match('runtime', /NODEJS_(\d+)_X/);
  return {
    ...nothingElse,
    name: id,
    tool: 'CDK',
    cloud: 'aws',
    declaredIn: file,
    line,
    runtime: version ? `nodejs${version}.x` : undefined,
    handler,
    modules: isBundled
      ? [entryOf(file, id, property('entry'))]
      : foldersIn(file, property('code')).map((folder) => join(folder, module)),
    exportName: isBundled ? (handler ?? 'handler') : exportName,
    timeout: Number(match('timeout', /\bseconds\((\d+)\)/)) || undefined,
    memory: Number(property('memorySize')) || undefined,
    xRay: match('tracing', /\bTracing\.(ACTIVE)\b/) !== undefined,
    ...variablesInCode(props),
    attachedBy: isAttached ? 'construct' : undefined,
  };
}

/** The file that is named, or the one that the construct takes by itself: `<file>.<id>.ts`. */
function entryOf(file: string, id: string, entry: string | undefined): string {
  const own = basename(file).replace(/\.[cm]?[jt]s$/, '');
  const path = entry ? pathIn(file, entry) : join(dirname(file), `${own}.${id}`);
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}

/** What is given to `Code.fromAsset`. */
function foldersIn(file: string, code = ''): readonly string[] {
  const [, argument] = /\bfromAsset\(([\s\S]*)\)$/.exec(code.trim()) ?? [];
  return argument ? [pathIn(file, argument)] : [];
}

/** A path in code: a text alone is relative to where the app is run, what is joined with `__dirname` to the file. */
function pathIn(file: string, expression: string): string {
  const texts = [...expression.matchAll(/['"`]([^'"`$]*)['"`]/g)].map(([, text = '']) => text);
  const isBesideFile = /__dirname|import\.meta/.test(expression);
  return join(isBesideFile ? dirname(file) : '', ...texts).replaceAll('\\', '/');
}

/** Bundles of `NodejsFunction` that have the SDK in them: it calls esbuild's command line, which takes no plugins. */
export function cdkBundles(files: ProjectFiles): readonly Bundle[] {
  const bundled = constructsOf(files).filter(({ isBundled }) => isBundled);
  return bundled.map(({ file, line, id, props }) => {
    const external = propertyOf(props, 'externalModules');
    const takesSdk = /\bbundleAwsSDK\s*:\s*true\b/.test(props.bare);
    const isOut = external === undefined || /@aws-sdk/.test(external);
    return {
      bundler: `NodejsFunction ${id}`,
      file,
      hasPlugin: false,
      leavesOutSdk: !takesSdk && isOut,
      remedy: [
        {
          file,
          where: `line ${line}, in bundling of ${id}, and without bundleAwsSDK`,
          text: "externalModules: ['@aws-sdk/*'],",
        },
      ],
    };
  });
}
