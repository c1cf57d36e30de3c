import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readAwsRegion } from '../../../config/aws-credentials.ts';
import type { Environment } from '../../../config/read-setting.ts';

/** The part of a function's configuration, as Lambda gives it, that is used. */
export interface FunctionConfiguration {
  readonly FunctionName?: string | undefined;
  readonly FunctionArn?: string | undefined;
  readonly Runtime?: string | undefined;
  readonly PackageType?: string | undefined;
  readonly Handler?: string | undefined;
  readonly Timeout?: number | undefined;
  readonly MemorySize?: number | undefined;
  readonly Role?: string | undefined;
  readonly KMSKeyArn?: string | undefined;
  readonly Environment?:
    | { readonly Variables?: Environment | undefined; readonly Error?: object | undefined }
    | undefined;
  readonly Layers?: readonly AttachedLayer[] | undefined;
  readonly TracingConfig?: { readonly Mode?: string | undefined } | undefined;
  readonly LoggingConfig?:
    | {
        readonly LogFormat?: string | undefined;
        readonly ApplicationLogLevel?: string | undefined;
        readonly LogGroup?: string | undefined;
      }
    | undefined;
}

/** A layer of a function. */
export interface AttachedLayer {
  readonly Arn?: string | undefined;
  /** Of the zip, in bytes. */
  readonly CodeSize?: number | undefined;
}

/** The part of AWS's `Lambda` client that is used. */
export interface LambdaClient {
  readonly config: {
    region(): Promise<string>;
    credentials(): Promise<{
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    }>;
  };
  listFunctions(input: { Marker?: string | undefined }): Promise<{
    Functions?: FunctionConfiguration[] | undefined;
    NextMarker?: string | undefined;
  }>;
  getLayerVersion(input: { LayerName: string; VersionNumber: number }): Promise<{
    Description?: string | undefined;
    Content?: { CodeSha256?: string | undefined; Location?: string | undefined } | undefined;
  }>;
  listEventSourceMappings(input: { EventSourceArn: string; Marker?: string | undefined }): Promise<{
    EventSourceMappings?:
      | {
          FunctionArn?: string | undefined;
          State?: string | undefined;
          FunctionResponseTypes?: string[] | undefined;
        }[]
      | undefined;
    NextMarker?: string | undefined;
  }>;
  getFunction(input: { FunctionName: string }): Promise<{
    Code?: { Location?: string | undefined } | undefined;
  }>;
}

/** The part of AWS's `SQS` client that is used. */
export interface QueueAttributesClient {
  getQueueAttributes(input: { QueueUrl: string; AttributeNames: ['All'] }): Promise<{
    Attributes?: Readonly<Partial<Record<string, string>>> | undefined;
  }>;
}

/** The part of AWS's `IAM` client that is used. */
export interface PolicySimulator {
  simulatePrincipalPolicy(input: {
    PolicySourceArn: string;
    ActionNames: string[];
    ResourceArns: string[];
  }): Promise<{
    EvaluationResults?: { EvalDecision?: string | undefined }[] | undefined;
  }>;
}

/** The clients of one region. Those whose package is not installed are undefined. */
export interface AwsClients {
  readonly lambda: LambdaClient;
  readonly sqs: QueueAttributesClient | undefined;
  readonly iam: PolicySimulator | undefined;
}

/** Makes clients. Without a region it is that of the environment, or of the profile. */
export type CreateClients = (region: string | undefined) => AwsClients;

type ClientClass<Client> = new (options: object) => Client;

/**
 * Clients with the user's own AWS configuration, from the SDK that is installed in `directory` or above; undefined
 * where it has no `@aws-sdk/client-lambda`.
 */
export async function loadClients(
  directory: string,
  profile: string | undefined,
): Promise<CreateClients | undefined> {
  const { Lambda } = (await load('lambda')) as { Lambda?: ClientClass<LambdaClient> };
  const { SQS } = (await load('sqs')) as { SQS?: ClientClass<QueueAttributesClient> };
  const { IAM } = (await load('iam')) as { IAM?: ClientClass<PolicySimulator> };
  if (!Lambda) return undefined;
  return (region = readAwsRegion()) => {
    const options = { ...(region && { region }), ...(profile && { profile }) };
    return {
      // Thousands of functions: throttling is to be expected.
      lambda: new Lambda({ ...options, maxAttempts: 10 }),
      sqs: SQS && new SQS(options),
      iam: IAM && new IAM(options),
    };
  };

  async function load(service: string): Promise<object> {
    try {
      const { resolve } = createRequire(join(directory, 'package.json'));
      return await import(pathToFileURL(resolve(`@aws-sdk/client-${service}`)).href);
    } catch {
      return {};
    }
  }
}
