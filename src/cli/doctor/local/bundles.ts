import { list, literal, record } from './plain-values.ts';
import type { Bundle, Lines, Manifest } from './project.ts';
import type { ProjectFiles } from './project-files.ts';
import { sourceText } from './source-text.ts';
import { cdkBundles } from './tools/cdk.ts';
import { samBundles } from './tools/cloudformation.ts';
import { pluginsOf, readService } from './tools/serverless.ts';

/** A bundler that is configured by a file of code. */
interface KnownBundler {
  readonly bundler: string;
  readonly file: RegExp;
  /** Where the plugin comes from, and what it is one of. */
  readonly entry: string;
  readonly option: string;
  /** Whether packages stay out of the bundle unless that is asked for. */
  readonly bundlesOnDemand?: RegExp;
}

const known: readonly KnownBundler[] = [
  {
    bundler: 'tsup',
    file: /^tsup\.config\.[cm]?[jt]s$/,
    entry: 'antifreeze/esbuild',
    option: 'esbuildPlugins',
    bundlesOnDemand: /\bnoExternal\b/,
  },
  {
    bundler: 'webpack',
    file: /^webpack\..*[cm]?[jt]s$/,
    entry: 'antifreeze/webpack',
    option: 'plugins',
  },
  {
    bundler: 'Rspack',
    file: /^rspack\..*[cm]?[jt]s$/,
    entry: 'antifreeze/rspack',
    option: 'plugins',
  },
  {
    bundler: 'Rollup',
    file: /^rollup\.config\.[cm]?[jt]s$/,
    entry: 'antifreeze/rollup',
    option: 'plugins',
  },
  {
    bundler: 'Rolldown',
    file: /^rolldown\.config\.[cm]?[jt]s$/,
    entry: 'antifreeze/rolldown',
    option: 'plugins',
  },
  {
    bundler: 'Vite',
    file: /^vite\.config\.[cm]?[jt]s$/,
    entry: 'antifreeze/vite',
    option: 'plugins',
    bundlesOnDemand: /\bnoExternal\b/,
  },
];

/** What keeps the SDK out of a bundle. */
const leavesOutSdk =
  /@aws-sdk|@google-cloud|@grpc|packages\s*:\s*['"]external|nodeExternals|--packages=external/;

/** How the code of a project's functions is bundled. */
export function readBundles(files: ProjectFiles, manifest: Manifest): readonly Bundle[] {
  return [
    ...files.paths.flatMap((file) => {
      const bundler = known.find((each) => each.file.test(file));
      return bundler ? byConfiguration(files, file, bundler) : byScript(files, file);
    }),
    ...byCommand(manifest),
    ...serverlessBundles(files),
    ...samBundles(files),
    ...cdkBundles(files),
  ];
}

function byConfiguration(
  files: ProjectFiles,
  file: string,
  bundler: KnownBundler,
): readonly Bundle[] {
  const text = files.read(file);
  if (text === undefined) return [];
  const { code } = sourceText(text);
  const { bundlesOnDemand } = bundler;
  return [
    {
      bundler: bundler.bundler,
      file,
      hasPlugin: hasPlugin(code),
      leavesOutSdk: (bundlesOnDemand && !bundlesOnDemand.test(code)) || leavesOutSdk.test(code),
      remedy: pluginLines(file, code, bundler),
    },
  ];
}

/** A script that calls esbuild. */
function byScript(files: ProjectFiles, file: string): readonly Bundle[] {
  if (!/^(?:scripts\/)?[\w-]*(?:build|bundle)[\w.-]*\.[cm]?[jt]s$/.test(file)) return [];
  const { code } = sourceText(files.read(file) ?? '');
  if (!/(?:from|require\s*\()\s*['"]esbuild['"]/.test(code)) return [];
  const esbuild = { entry: 'antifreeze/esbuild', option: 'plugins' };
  return [
    {
      bundler: 'esbuild',
      file,
      hasPlugin: hasPlugin(code),
      leavesOutSdk: leavesOutSdk.test(code),
      remedy: pluginLines(file, code, esbuild),
    },
  ];
}

function hasPlugin(code: string): boolean {
  return /['"]antifreeze\/(?:esbuild|webpack|rspack|rollup|rolldown|vite)['"]/.test(code);
}

function pluginLines(
  file: string,
  code: string,
  { entry, option }: Pick<KnownBundler, 'entry' | 'option'>,
): readonly Lines[] {
  const isModule = /^\s*(?:export|import)\b/m.test(code);
  const load = isModule
    ? `import { antifreezePlugin } from '${entry}';`
    : `const { antifreezePlugin } = require('${entry}');`;
  const hasOption = new RegExp(`\\b${option}\\s*:\\s*\\[`).test(code);
  return [
    { file, where: 'at the beginning', text: load },
    hasOption
      ? { file, where: `the last of ${option}`, text: 'antifreezePlugin(),' }
      : { file, where: 'among the options', text: `${option}: [antifreezePlugin()],` },
  ];
}

/** A call of esbuild's command line, which takes no plugins. */
function byCommand({ scripts }: Manifest): readonly Bundle[] {
  const calls = Object.entries(scripts).filter(([, command]) =>
    /\besbuild\b.*--bundle\b/.test(command),
  );
  return calls.map(([name, command]) => ({
    bundler: 'esbuild',
    file: 'package.json',
    hasPlugin: false,
    leavesOutSdk: /--external:'?@aws-sdk/.test(command) || leavesOutSdk.test(command),
    remedy: [
      {
        file: 'package.json',
        where: `scripts.${name}, after esbuild`,
        text: '--external:@aws-sdk/*',
      },
    ],
  }));
}

/** serverless-esbuild, and the framework's own, leave the SDK out unless `exclude` says otherwise. */
function serverlessBundles(files: ProjectFiles): readonly Bundle[] {
  const service = readService(files);
  if (!service) return [];
  const value = record(service.value);
  const isPlugin = pluginsOf(value).includes('serverless-esbuild');
  const settings = isPlugin
    ? record(value['custom'])['esbuild']
    : record(value['build'])['esbuild'];
  if (!isPlugin && settings === undefined) return [];
  const { plugins, exclude, external } = record(settings);
  const out = [...list(exclude), ...list(external)].flatMap((name) => literal(name) ?? []);
  const file = 'esbuild-plugins.js';
  const pluginFile = literal(plugins);
  const at = service.lineOf('custom', 'esbuild');
  return [
    {
      bundler: isPlugin ? 'serverless-esbuild' : 'esbuild, by the framework',
      file: service.file,
      hasPlugin: hasPlugin(sourceText((pluginFile && files.read(pluginFile)) || '').code),
      leavesOutSdk:
        exclude === undefined || out.some((name) => name.startsWith('@aws-sdk') || name === '*'),
      remedy: [
        {
          file: service.file,
          where: at ? `below line ${at}` : 'under custom',
          text: at ? `  plugins: ${file}` : `esbuild:\n  plugins: ${file}`,
        },
        {
          file,
          where: 'a new file',
          text: "const { antifreezePlugin } = require('antifreeze/esbuild');\n\nmodule.exports = [antifreezePlugin()];",
        },
      ],
    },
  ];
}
