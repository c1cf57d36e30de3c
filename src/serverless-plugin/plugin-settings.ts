import type { Environment, Layer, Statement, Value, Vpc } from './template-values.ts';

/** Where a signal goes, and what goes with it, where that isn't what holds for all. */
interface SignalSettings {
  /** The whole URL, or `aws`. */
  readonly endpoint?: Value;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What can be said of log records. */
interface LogsSettings extends SignalSettings {
  readonly captureConsole?: boolean;
  /** Where CloudWatch Logs keeps them. */
  readonly logGroup?: Value;
  readonly logStream?: Value;
}

/** What can be said of one function, or of all. */
export interface SharedSettings {
  readonly enabled?: boolean;
  readonly endpoint?: Value;
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName?: Value;
  readonly logs?: boolean | LogsSettings;
  readonly metrics?: boolean | 'emf' | SignalSettings;
  readonly traceFields?: boolean;
  readonly environment?: Environment;
}

/** `antifreeze` of a function. */
export interface FunctionSettings extends SharedSettings {
  readonly relay?: boolean;
}

/** `custom.antifreeze`. */
export interface ServiceSettings extends SharedSettings {
  readonly layer?: Layer;
  readonly relay?: boolean | RelaySettings | ExistingQueue;
}

/** `custom.antifreeze.relay` of a relay that is deployed with the service. Times are seconds. */
export interface RelaySettings {
  readonly messageRetentionPeriod?: number;
  readonly visibilityTimeout?: number;
  readonly maxReceiveCount?: number;
  readonly batchSize?: number;
  readonly maximumBatchingWindow?: number;
  readonly maximumConcurrency?: number;
  readonly reservedConcurrency?: number;
  /** In megabytes. */
  readonly memorySize?: number;
  readonly timeout?: number;
  readonly architecture?: 'arm64' | 'x86_64';
  readonly kmsKeyArn?: Value;
  readonly logRetentionInDays?: number;
  readonly vpc?: false | Vpc;
  readonly environment?: Environment;
  readonly iamRoleStatements?: readonly Statement[];
  readonly alarms?: boolean | AlarmSettings;
}

/** What each alarm goes off at, and what it does then. */
export interface AlarmSettings {
  /** In seconds. */
  readonly oldestMessageAge?: false | number;
  /** Of messages that the relay gives back, in per cent. */
  readonly undelivered?: false | number;
  readonly deadLetters?: false | number;
  /** Within five minutes. */
  readonly errors?: false | number;
  readonly actions?: readonly Value[];
}

/** `custom.antifreeze.relay` of a queue that is there already. */
export interface ExistingQueue {
  readonly queueUrl: Value;
  readonly queueArn: Value;
  readonly kmsKeyArn?: Value;
}
