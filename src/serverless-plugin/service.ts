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
  readonly classes: { readonly Error: new (message: string) => Error };
}

export interface Service {
  readonly service: string;
  readonly provider: {
    readonly runtime?: string;
    readonly environment?: Environment;
    readonly layers?: readonly Layer[];
    readonly compiledCloudFormationTemplate: { readonly Resources: Record<string, object> };
    /** What AWS says of the deployed function, where a single one is deployed. */
    readonly remoteFunctionData?: {
      readonly Configuration?: {
        readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
      };
    };
  };
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

export interface ServiceFunction {
  readonly runtime?: string;
  readonly image?: unknown;
  readonly antifreeze?: boolean | FunctionSettings;
  environment?: Environment;
  layers?: Layer[];
}

/** A variable's value may be a function of CloudFormation. */
type Value = string | object;
export type Environment = Readonly<Record<string, Value>>;
/** An ARN, or a function of CloudFormation. */
export type Layer = string | object;

/** What can be said of one function, or of all. */
export interface FunctionSettings {
  readonly enabled?: boolean;
  readonly endpoint?: Value;
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName?: Value;
  readonly environment?: Environment;
}

/** `custom.antifreeze`. */
export interface ServiceSettings extends FunctionSettings {
  readonly layer?: Layer;
}
