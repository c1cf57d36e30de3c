import type { Environment } from '../../../config/read-setting.ts';
import type { LayerDescription } from '../function-description.ts';

/** What a project's folder tells about its functions, in plain data. */
export interface Project {
  readonly manifest: Manifest;
  readonly compiler: CompilerSettings | undefined;
  readonly functions: readonly LocalFunction[];
  readonly bundles: readonly Bundle[];
  /** Folders below this one with a configuration that may declare functions. */
  readonly elsewhere: readonly string[];
}

/** What `package.json` says, and who installs what it names. */
export interface Manifest {
  readonly file: string;
  /** Whether there is one that can be read. */
  readonly isThere: boolean;
  readonly packageManager: PackageManager;
  /** Names of packages that are deployed with a function. */
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** What `engines.node` asks for. */
  readonly nodeEngine: string | undefined;
  /** Whether `.js` files are ES modules. */
  readonly isModule: boolean;
  readonly main: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
}

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** What TypeScript finds packages by. */
export interface CompilerSettings {
  readonly file: string;
  /** In lower case; what the compiler takes where none is set. */
  readonly moduleResolution: string;
}

/** What a function is deployed with. */
export type Tool =
  | 'Serverless Framework'
  | 'SAM'
  | 'CloudFormation'
  | 'CDK'
  | 'Terraform'
  | 'SST'
  | 'Dockerfile'
  | 'functions-framework'
  | 'Cloud Run'
  | 'none';

/** A function as a configuration declares it. */
export interface DeclaredFunction {
  readonly name: string;
  readonly tool: Tool;
  readonly cloud: 'aws' | 'google';
  /** The file that declares it, and the line there that it begins at. */
  readonly declaredIn: string;
  readonly line: number | undefined;
  /** Such as `nodejs24.x`; undefined where it isn't said, or not here. */
  readonly runtime: string | undefined;
  /** As configured, such as `src/index.handler`. */
  readonly handler: string | undefined;
  /** Paths that its code may have, without extension, the most likely first. */
  readonly modules: readonly string[];
  /** What its module exports for it. */
  readonly exportName: string;
  /** In seconds. */
  readonly timeout: number | undefined;
  /** In MB. */
  readonly memory: number | undefined;
  readonly xRay: boolean;
  readonly hasOwnKey: boolean;
  /** Those whose value stands in the configuration. */
  readonly variables: Environment;
  /** Names of those whose value comes from elsewhere. */
  readonly references: readonly string[];
  readonly layers: readonly LayerDescription[];
  /** What traces it without its code. */
  readonly attachedBy: 'plugin' | 'construct' | 'preload' | undefined;
}

/** A function, and its code as far as it was found. */
export interface LocalFunction extends DeclaredFunction {
  readonly source: HandlerSource | undefined;
}

/** The file that has a function's handler. */
export interface HandlerSource {
  readonly file: string;
  /** Whether what it exports is traced: `unclear` where that is made elsewhere, `absent` where it exports no such name. */
  readonly state: 'wrapped' | 'bare' | 'unclear' | 'absent';
  /** The entries of this package that it loads. */
  readonly entries: readonly string[];
  /** Whether its code sets where spans go. */
  readonly namesEndpoint: boolean;
  /** What has to be written to trace it; nothing where it is. */
  readonly wrap: readonly Lines[];
}

/** How code is put into one file. */
export interface Bundle {
  /** Such as `esbuild`. */
  readonly bundler: string;
  readonly file: string;
  /** Whether a plugin of this package is among its plugins. */
  readonly hasPlugin: boolean;
  /** Whether packages, or those of the AWS SDK at least, stay out of the bundle. */
  readonly leavesOutSdk: boolean;
  readonly remedy: readonly Lines[];
}

/** Lines to write, and where. */
export interface Lines {
  readonly file: string;
  /** Such as `line 3, in its place`. */
  readonly where: string;
  readonly text: string;
}
