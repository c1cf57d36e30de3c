import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type IGrantable, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { exporterVariables, goesToAws } from '../support/signal-variables.ts';
import { awsStatement, writerFor } from './endpoint.ts';
import { packageZips } from './package-zips.ts';
import { createAlarms } from './relay-alarms.ts';
import { encodeHeaders, grantSecrets } from './relay-headers.ts';
import type { AntifreezeRelayProps } from './relay-props.ts';
import { waysOf } from './signal-props.ts';

/**
 * A queue that functions send their spans to, and log records and metrics if they have them, and the function of this
 * package that carries them to OTLP endpoints.
 */
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
  const { functionOptions, runtime = Runtime.NODEJS_24_X } = props;
  const logGroup = new LogGroup(scope, 'Log', {
    retention: props.logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const relay = new LambdaFunction(scope, 'Function', {
    description: 'Carries spans, logs and metrics from the queue to OTLP endpoints',
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
      ...exporterVariablesOf(props, scope),
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      ...functionOptions?.environment,
    },
  });
  logGroup.grantWrite(relay);
  grantDestinations(props, relay);
  return relay;
}

/** A collector takes all signals, AWS those that the relay is allowed. */
function exporterVariablesOf(props: AntifreezeRelayProps, scope: Construct) {
  const { endpoint, headers, logs, metrics } = props;
  const writer = writerFor(scope);
  const unless = endpoint !== 'aws';
  const own = waysOf({ logs: logs ?? unless, metrics: metrics ?? unless }, writer, {
    logs: encodeHeaders(logs?.headers),
    metrics: encodeHeaders(metrics?.headers),
  });
  return exporterVariables({ endpoint, headers: encodeHeaders(headers) }, own, writer);
}

/** Its own log group, where records go unless another one is named, the relay may write anyway. */
function grantDestinations(props: AntifreezeRelayProps, relay: LambdaFunction): void {
  const { endpoint, logs, metrics } = props;
  for (const { headers } of [props, logs ?? {}, metrics ?? {}]) grantSecrets(headers, relay);
  if (endpoint === 'aws') relay.addToRolePolicy(awsStatement('traces'));
  if (goesToAws(logs, endpoint)) logs?.logGroup?.grant(relay, 'logs:PutLogEvents');
  if (goesToAws(metrics, endpoint)) relay.addToRolePolicy(awsStatement('metrics'));
}

function createRole(scope: Construct, inVpc: boolean): Role {
  const policy = 'service-role/AWSLambdaENIManagementAccess';
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: inVpc ? [ManagedPolicy.fromAwsManagedPolicyName(policy)] : [],
  });
}
