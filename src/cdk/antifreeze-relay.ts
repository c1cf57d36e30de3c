import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type IGrantable, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { grantEndpoint, urlOf } from './endpoint.ts';
import { packageZips } from './package-zips.ts';
import { createAlarms } from './relay-alarms.ts';
import { encodeHeaders, grantSecrets } from './relay-headers.ts';
import type { AntifreezeRelayProps } from './relay-props.ts';

/** A queue that functions send their spans to, and the function of this package that carries them to an OTLP endpoint. */
export class AntifreezeRelay extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly relay: LambdaFunction;
  readonly alarms: readonly Alarm[];
  /** The variables by which a function sends its spans to this relay. `traceFunction` sets them. */
  readonly senderEnvironment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: AntifreezeRelayProps) {
    super(scope, id);
    const { functionOptions: { timeout = Duration.seconds(30) } = {}, alarmTopic } = props;
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', queueProps(props));
    this.queue = new Queue(this, 'Queue', {
      ...queueProps(props),
      // As AWS recommends.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: {
        queue: this.deadLetterQueue,
        maxReceiveCount: props.maxReceiveCount ?? 10,
      },
    });
    this.senderEnvironment = {
      ANTIFREEZE_RELAY: 'sqs',
      ANTIFREEZE_RELAY_QUEUE_URL: this.queue.queueUrl,
    };
    this.relay = createRelay(this, props);
    this.relay.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize ?? 100,
        maxBatchingWindow: props.maxBatchingWindow ?? Duration.seconds(5),
        maxConcurrency: props.maxConcurrency ?? 10,
        // Without it Lambda deletes what the relay could not deliver.
        reportBatchItemFailures: true,
      }),
    );
    this.alarms = createAlarms(this, {
      queue: this.queue,
      deadLetterQueue: this.deadLetterQueue,
      relay: this.relay,
      oldestMessage: props.oldestMessageAlarm ?? Duration.minutes(15),
    });
    const actions = alarmTopic ? [new SnsAction(alarmTopic)] : [];
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
  }

  /** Lets a function send its spans. `traceFunction` does so by itself. */
  grantSend(sender: IGrantable): void {
    this.queue.grant(sender, 'sqs:SendMessage');
    this.queue.encryptionMasterKey?.grant(sender, 'kms:GenerateDataKey', 'kms:Decrypt');
  }
}

function queueProps({ messageRetention, encryptionKey }: AntifreezeRelayProps): QueueProps {
  return {
    retentionPeriod: messageRetention ?? Duration.days(14),
    enforceSSL: true,
    ...(encryptionKey
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  };
}

function createRelay(scope: Construct, props: AntifreezeRelayProps): LambdaFunction {
  const { endpoint, headers = {}, functionOptions, runtime = Runtime.NODEJS_24_X } = props;
  const logGroup = new LogGroup(scope, 'Log', {
    retention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const relay = new LambdaFunction(scope, 'Function', {
    description: 'Carries spans from the queue to an OTLP endpoint',
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: Duration.seconds(30),
    // The role that a function gets by itself may write every log of the account.
    role: createRole(scope, functionOptions?.vpc !== undefined),
    logGroup,
    ...functionOptions,
    runtime,
    code: Code.fromAsset(packageZips.relay),
    handler: 'index.handler',
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(endpoint, scope),
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      ...(Object.keys(headers).length > 0 && {
        OTEL_EXPORTER_OTLP_HEADERS: encodeHeaders(headers),
      }),
      ...functionOptions?.environment,
    },
  });
  logGroup.grantWrite(relay);
  grantSecrets(headers, relay);
  grantEndpoint(endpoint, relay);
  return relay;
}

function createRole(scope: Construct, inVpc: boolean): Role {
  const policy = 'service-role/AWSLambdaENIManagementAccess';
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: inVpc ? [ManagedPolicy.fromAwsManagedPolicyName(policy)] : [],
  });
}
