import type { FunctionSettings, ServiceSettings } from './plugin-settings.ts';
import type { Environment, Layer, Statement, Value, Vpc } from './template-values.ts';

/** The parts of the framework that are used here. Versions 3 and 4 and osls share them. */
export interface Serverless {
  readonly serviceDir: string;
  readonly service: Service;
  readonly configSchemaHandler: {
    defineCustomProperties(schema: object): void;
    defineFunctionProperties(provider: string, schema: object): void;
  };
  /** Knows the stage in use, which may come from the command line. */
  getProvider(name: 'aws'): { getStage(): string };
  /** What was typed, as `['invoke', 'local']`. */
  readonly processedInput?: { readonly commands: readonly string[] };
  readonly classes: { readonly Error: new (message: string) => Error };
}

export interface Service {
  readonly service: string;
  readonly provider: Provider;
  readonly custom?: { readonly antifreeze?: ServiceSettings };
  readonly functions: Readonly<Record<string, ServiceFunction>>;
  readonly package: {
    /** The folder of what is packaged, if not `.serverless`. */
    readonly path?: string;
    /** The service's own bucket, if it isn't one that the framework makes. */
    readonly deploymentBucket?: Value;
    /** The folder in the bucket. */
    readonly artifactDirectoryName: string;
  };
  layers: Record<string, object>;
}

/** What functions share. */
export interface Provider {
  readonly runtime?: string;
  readonly environment?: Environment;
  readonly layers?: readonly Layer[];
  readonly vpc?: Vpc;
  readonly tags?: Readonly<Record<string, string>>;
  readonly logRetentionInDays?: number;
  readonly logs?: { readonly lambda?: LoggingSettings };
  /** The role that functions share, where it isn't the one that the framework makes. */
  readonly role?: Value;
  /** An older place for what `iam.role.statements` has. */
  readonly iamRoleStatements?: readonly Statement[];
  iam?: { readonly role?: Value | SharedRole };
  readonly compiledCloudFormationTemplate: Template;
  /** What AWS says of the deployed function, where a single one is deployed. */
  readonly remoteFunctionData?: {
    readonly Configuration?: {
      readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
    };
  };
}

interface Template {
  readonly Resources: Record<string, object>;
  Outputs?: Record<string, object>;
}

/** Settings of the role that the framework makes. */
export interface SharedRole {
  readonly statements?: readonly Statement[];
  readonly permissionsBoundary?: Value;
  readonly path?: string;
}

/** How Lambda writes the log of a function. */
interface LoggingSettings {
  readonly logGroup?: string;
}

export interface ServiceFunction {
  /** As AWS has it; the framework gives it to each. */
  readonly name?: string;
  readonly logs?: LoggingSettings;
  readonly runtime?: string;
  readonly image?: unknown;
  readonly antifreeze?: boolean | FunctionSettings;
  /** A role of its own. */
  readonly role?: Value;
  /** For a plugin that makes a role of them for the function. */
  iamRoleStatements?: readonly Statement[];
  environment?: Environment;
  layers?: Layer[];
}
