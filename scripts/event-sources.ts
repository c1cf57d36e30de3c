/** What docs/events.md says of an event source beyond what its trigger shows when it runs. */
export interface EventSource {
  readonly title: string;
  /** Where a context is looked for, the first place first, in Markdown. */
  readonly context?: readonly string[];
  /** What joins traces where no place has a context, or none can, in Markdown. */
  readonly otherwise?: string;
  /** The field that says when the event was sent. */
  readonly sentAt?: string;
}

const requestHeaders = ['the request headers'];
const byHash = 'joined by `antifreeze.data.hash`';

/** The sources by the names of their triggers' files. */
export const eventSources: Readonly<Record<string, EventSource>> = {
  'api-gateway-rest': {
    title: 'API Gateway REST API, HTTP API with payload format 1.0',
    context: [...requestHeaders, '`requestContext.authorizer`'],
    sentAt: 'requestContext.requestTimeEpoch',
  },
  'api-gateway-http': {
    title: 'API Gateway HTTP API',
    context: [...requestHeaders, '`requestContext.authorizer.lambda`'],
    sentAt: 'requestContext.timeEpoch',
  },
  'function-url': {
    title: 'Lambda function URL',
    context: requestHeaders,
    sentAt: 'requestContext.timeEpoch',
  },
  alb: { title: 'Application Load Balancer', context: requestHeaders },
  'api-gateway-websocket': {
    title: 'API Gateway WebSocket API',
    context: ['the request headers of `$connect`'],
    sentAt: 'requestContext.requestTimeEpoch',
  },
  'vpc-lattice': {
    title: 'VPC Lattice, event structures 1 and 2',
    context: requestHeaders,
    sentAt: 'requestContext.timeEpoch',
  },
  appsync: {
    title: "AppSync resolver, direct or of Amplify's `@function`, also in batches",
    context: ['`request.headers`, of a batch those of the first'],
  },
  'appsync-events': {
    title: 'AppSync Events, publishing and subscribing',
    context: ['`request.headers`'],
  },
  'appsync-authorizer': {
    title: 'Lambda authorizer of AppSync, for GraphQL and Events',
    context: ['`requestHeaders`'],
  },
  'lambda-authorizer': {
    title: 'Lambda authorizer of API Gateway, TOKEN and REQUEST',
    context: ['the request headers, of REQUEST'],
    sentAt: 'requestContext.requestTimeEpoch',
  },
  cloudfront: { title: 'CloudFront (Lambda@Edge)', context: ['`cf.request.headers`'] },
  's3-object-lambda': { title: 'S3 Object Lambda', context: ['`userRequest.headers`'] },
  scheduled: { title: 'EventBridge rule or Scheduler on a schedule', sentAt: 'time' },
  'step-functions': {
    title: 'Step Functions task with the context object in its input',
    context: ['fields of the input', 'fields of the context object', 'fields of `Execution.Input`'],
    otherwise: "the invocation's X-Ray header, or the trace of the execution's ARN",
    sentAt: 'State.EnteredTime',
  },
  sqs: {
    title: 'SQS, standard and FIFO',
    context: [
      '`messageAttributes`',
      'fields of a JSON `body`',
      "the `body`'s `detail` (EventBridge)",
      "the `body`'s `MessageAttributes` (SNS)",
      "the `body`'s `Message` (SNS), read like a `body`",
      "the `body`'s `requestPayload` (Lambda destination)",
      '`attributes.AWSTraceHeader`',
    ],
    sentAt: 'attributes.SentTimestamp',
  },
  sns: {
    title: 'SNS',
    context: [
      '`Sns.MessageAttributes`',
      'fields of a JSON `Sns.Message`',
      "the `Sns.Message`'s `detail` (EventBridge)",
      "the `Sns.Message`'s `requestPayload` (Lambda destination)",
    ],
    sentAt: 'Sns.Timestamp',
  },
  eventbridge: {
    title: 'EventBridge bus',
    context: ['fields of `detail`', '`detail.requestPayload` (Lambda destination)'],
    sentAt: 'time',
  },
  kinesis: {
    title: 'Kinesis data stream',
    context: ['fields of JSON `data`'],
    sentAt: 'approximateArrivalTimestamp',
  },
  firehose: {
    title: 'Firehose transformation',
    context: ['fields of JSON `data`', 'fields of JSON `kafkaRecordValue`'],
    sentAt: 'approximateArrivalTimestamp',
  },
  kafka: {
    title: 'Amazon MSK, self-managed Kafka',
    context: ['`headers`'],
    sentAt: 'timestamp',
  },
  activemq: {
    title: 'Amazon MQ for ActiveMQ',
    context: ['`properties`'],
    sentAt: 'timestamp',
  },
  rabbitmq: {
    title: 'Amazon MQ for RabbitMQ',
    context: ['`basicProperties.headers`'],
  },
  ses: {
    title: 'SES receipt rule',
    context: ['`mail.headers`'],
    sentAt: 'mail.timestamp',
  },
  'cloudwatch-logs': { title: 'CloudWatch Logs subscription' },
  s3: { title: 'S3 notification', otherwise: byHash, sentAt: 'eventTime' },
  dynamodb: {
    title: 'DynamoDB stream',
    otherwise: byHash,
    sentAt: 'dynamodb.ApproximateCreationDateTime',
  },
  documentdb: { title: 'DocumentDB change stream', sentAt: 'clusterTime' },
  's3-batch': { title: 'S3 Batch Operations' },
  cloudformation: { title: 'CloudFormation custom resource' },
  codepipeline: { title: 'CodePipeline' },
  codecommit: { title: 'CodeCommit', sentAt: 'eventTime' },
  'config-rule': { title: 'AWS Config rule' },
  'cloudwatch-alarm': { title: 'CloudWatch alarm', sentAt: 'time' },
  'secret-rotation': { title: 'Secrets Manager rotation' },
  cognito: { title: 'Cognito user pool' },
  connect: { title: 'Amazon Connect' },
  lex: { title: 'Lex, versions 1 and 2' },
  alexa: { title: 'Alexa skill', sentAt: 'request.timestamp' },
  'bedrock-agent': { title: 'Bedrock agent' },
  'lambda-destination': {
    title: 'Lambda destination',
    context: [
      'fields of `requestPayload`',
      "`requestPayload`'s `detail` (EventBridge)",
      "`requestPayload`'s `headers`, or those of its `request`",
      "`requestPayload`'s single notification (SNS)",
    ],
    sentAt: 'timestamp',
  },
  'agentcore-interceptor': {
    title: 'Bedrock AgentCore gateway interceptor',
    context: ['the headers of `mcp.gatewayRequest`', 'those of `http.gatewayRequest`'],
  },
  'appconfig-extension': { title: 'AppConfig extension' },
  'auto-scaling': { title: 'Auto Scaling termination policy' },
  'bedrock-knowledge-base': { title: 'Bedrock knowledge base transformation' },
  'chime-call': { title: 'Amazon Chime SDK call (SIP media application)' },
  'client-vpn': { title: 'Client VPN connection handler' },
  'cloudformation-hook': { title: 'CloudFormation Hook' },
  'cloudformation-macro': { title: 'CloudFormation macro' },
  'cloudwatch-data-source': { title: 'CloudWatch metrics data source' },
  codedeploy: { title: 'CodeDeploy lifecycle hook' },
  'connect-campaign': { title: 'Amazon Connect outbound campaign' },
  'custom-widget': { title: 'CloudWatch custom widget' },
  'ecs-deployment': { title: 'ECS deployment lifecycle hook' },
  'ground-truth': { title: 'SageMaker Ground Truth' },
  'iot-authorizer': {
    title: 'IoT custom authorizer',
    context: ['`protocolData.http.headers`'],
  },
  'iot-provisioning': { title: 'IoT provisioning hook' },
  'redshift-function': { title: 'Redshift Lambda function in SQL' },
  'transfer-family': { title: 'Transfer Family identity provider' },
  'transfer-workflow': { title: 'Transfer Family workflow step' },
  workmail: { title: 'WorkMail' },
  direct: {
    title: 'anything else: a direct invoke',
    context: [
      '`clientContext.custom`',
      'its `bedrockAgentCorePropagatedHeaders`',
      '`clientContext.Custom`',
      'fields of the payload',
      "the payload's `headers`",
      'its `multiValueHeaders`',
      'its `params.header` (a mapping template of API Gateway)',
      'its `request.headers`',
    ],
  },
};

/** The attributes that no event source has for itself. */
export const ownAttributes: Readonly<Record<string, string>> = {
  'antifreeze.event.age_ms':
    'How long the event, or the oldest record of a batch, waited between being sent and reaching the handler, in milliseconds. Not there where the source does not tell, and for events kept for more than a year.',
  'antifreeze.message.delivery_count':
    'How often the source has delivered the message, this time included; of a batch the highest.',
  'antifreeze.batch.record_count': 'Records in a batch of something other than messages.',
  'antifreeze.batch.failed_count':
    'Records that the handler names as failed in its answer. More than 0 marks the root span as failed.',
  'antifreeze.data.hash':
    'Hashes of the S3 objects or DynamoDB items of the event. The span of whoever wrote them has the same.',
};
