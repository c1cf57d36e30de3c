import type { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { FunctionOptions, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IStringParameter } from 'aws-cdk-lib/aws-ssm';
import type { LogsProps, SignalProps } from './signal-props.ts';

type Headers = Readonly<Record<string, string | HeaderSecret>>;

/** Settings of a relay. Only the endpoint has to be given. */
export interface AntifreezeRelayProps {
  /**
   * The OTLP/HTTP endpoint, to which the relay appends `/v1/traces`, `/v1/logs` and `/v1/metrics`; `aws` for X-Ray in the
   * region of the stack.
   */
  readonly endpoint: string;
  /** Headers of each request. A text can be read by whoever may read the function. */
  readonly headers?: Headers;
  /** Where log records go. Default: to `endpoint`, unless that is `aws`, which takes only what is named. */
  readonly logs?: LogsProps & { readonly headers?: Headers };
  /** Where metrics go. Default: as with logs. */
  readonly metrics?: SignalProps & { readonly headers?: Headers };
  /** How long both queues keep a message. Default 14 days, the most that SQS has. */
  readonly messageRetention?: Duration;
  /** How often a message is tried before it goes to the dead-letter queue. Default 10, which is about an hour. */
  readonly maxReceiveCount?: number;
  /** A key of yours for both queues. Default: SQS encrypts them itself. */
  readonly encryptionKey?: IKey;
  /** How many messages the relay gets at once, at most. Default 100. */
  readonly batchSize?: number;
  /** How long Lambda gathers messages. Default 5 seconds. */
  readonly maxBatchingWindow?: Duration;
  /** How many relays run at once, at most. Default 10. */
  readonly maxConcurrency?: number;
  /** Default `nodejs24.x`. */
  readonly runtime?: Runtime;
  /**
   * More about the function, such as `vpc` for an endpoint that only a VPC can reach. Default: arm64, 256 MB, a time-out
   * of 30 seconds. Messages that the relay works on are hidden for six times its time-out.
   */
  readonly functionOptions?: FunctionOptions;
  /** How long the relay's log is kept. Default a month. */
  readonly logRetention?: RetentionDays;
  /** Is told when an alarm goes off and when it is over. */
  readonly alarmTopic?: ITopic;
  /** The age of the oldest message that is an alarm. Default 15 minutes. */
  readonly oldestMessageAlarm?: Duration;
}

/** A credential that the relay itself reads from Secrets Manager or the Parameter Store. */
export interface HeaderSecret {
  readonly secret: ISecret | IStringParameter;
  /** The key of the credential in a secret that is a JSON object. */
  readonly key?: string;
  /** The word before the credential, such as `Bearer`. */
  readonly scheme?: string;
}
