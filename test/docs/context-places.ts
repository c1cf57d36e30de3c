import type { SpanContext } from '@opentelemetry/api';
import { eventSources } from '../../scripts/event-sources.ts';

/** What a trigger reads: an event, and the context that the runtime passes beside it. */
export interface Delivery {
  readonly event: Record<string, unknown>;
  readonly platform: Record<string, unknown>;
}

type WriteContext = (delivery: Delivery, sender: SpanContext) => void;

/** An event without context, and how to write one into each place that docs/events.md names. */
interface SourcePlaces {
  /** Under test/events. */
  readonly event: string;
  /** Makes the event one of a single record. */
  readonly prepare?: (event: Record<string, unknown>) => void;
  readonly places: Readonly<Record<string, WriteContext>>;
}

const requestHeaders = { 'the request headers': at('headers.traceparent') };

/** The sources that docs/events.md says context is read from. */
export const contextPlaces: Readonly<Record<string, SourcePlaces>> = {
  'api-gateway-rest': {
    event: 'api-gateway-rest/console-test',
    places: {
      ...requestHeaders,
      '`requestContext.authorizer`': at('requestContext.authorizer.traceparent'),
    },
  },
  'api-gateway-http': {
    event: 'api-gateway-http/default-route',
    places: {
      ...requestHeaders,
      '`requestContext.authorizer.lambda`': at('requestContext.authorizer.lambda.traceparent'),
    },
  },
  'function-url': { event: 'function-url/minimal', places: requestHeaders },
  alb: { event: 'alb/health-check', places: requestHeaders },
  'api-gateway-websocket': {
    event: 'api-gateway-websocket/connect',
    prepare: (event) => set(event, 'multiValueHeaders', {}),
    places: {
      'the request headers of `$connect`': at('multiValueHeaders.traceparent', (sender) => [
        traceparent(sender),
      ]),
    },
  },
  'vpc-lattice': { event: 'vpc-lattice/version-1-minimal', places: requestHeaders },
  appsync: {
    event: 'appsync/field-resolver',
    places: {
      '`request.headers`, of a batch those of the first': at('request.headers.traceparent'),
    },
  },
  'appsync-events': {
    event: 'appsync-events/subscribe',
    places: { '`request.headers`': at('request.headers.traceparent') },
  },
  'appsync-authorizer': {
    event: 'appsync-authorizer/events',
    places: { '`requestHeaders`': at('requestHeaders.traceparent') },
  },
  'lambda-authorizer': {
    event: 'lambda-authorizer/http-2',
    places: { 'the request headers, of REQUEST': at('headers.traceparent') },
  },
  cloudfront: {
    event: 'cloudfront/viewer-request',
    places: {
      '`cf.request.headers`': at('Records.0.cf.request.headers.traceparent', (sender) => [
        { key: 'Traceparent', value: traceparent(sender) },
      ]),
    },
  },
  's3-object-lambda': {
    event: 's3-object-lambda/head',
    places: { '`userRequest.headers`': at('userRequest.headers.traceparent') },
  },
  'step-functions': {
    event: 'step-functions/nested',
    places: {
      'fields of the input': at('traceparent'),
      'fields of the context object': at('antifreeze.traceparent'),
      'fields of `Execution.Input`': at('antifreeze.Execution.Input.traceparent'),
    },
  },
  sqs: {
    event: 'sqs/minimal',
    places: {
      '`messageAttributes`': at('Records.0.messageAttributes.traceparent', (sender) => ({
        dataType: 'String',
        stringValue: traceparent(sender),
      })),
      'fields of a JSON `body`': inJson('Records.0.body', 'traceparent', traceparent),
      "the `body`'s `detail` (EventBridge)": inJson(
        'Records.0.body',
        'detail.traceparent',
        traceparent,
      ),
      "the `body`'s `MessageAttributes` (SNS)": inJson(
        'Records.0.body',
        'MessageAttributes.traceparent',
        notificationAttribute,
      ),
      "the `body`'s `Message` (SNS), read like a `body`": inJson(
        'Records.0.body',
        'Message',
        (sender) => JSON.stringify({ detail: { traceparent: traceparent(sender) } }),
      ),
      "the `body`'s `requestPayload` (Lambda destination)": inJson(
        'Records.0.body',
        'requestPayload.traceparent',
        traceparent,
      ),
      '`attributes.AWSTraceHeader`': at('Records.0.attributes.AWSTraceHeader', traceHeader),
    },
  },
  sns: {
    event: 'sns/plain',
    places: {
      '`Sns.MessageAttributes`': at(
        'Records.0.Sns.MessageAttributes.traceparent',
        notificationAttribute,
      ),
      'fields of a JSON `Sns.Message`': inJson('Records.0.Sns.Message', 'traceparent', traceparent),
      "the `Sns.Message`'s `detail` (EventBridge)": inJson(
        'Records.0.Sns.Message',
        'detail.traceparent',
        traceparent,
      ),
      "the `Sns.Message`'s `requestPayload` (Lambda destination)": inJson(
        'Records.0.Sns.Message',
        'requestPayload.traceparent',
        traceparent,
      ),
    },
  },
  eventbridge: {
    event: 'eventbridge/aws-service',
    places: {
      'fields of `detail`': at('detail.traceparent'),
      '`detail.requestPayload` (Lambda destination)': at('detail.requestPayload.traceparent'),
    },
  },
  kinesis: {
    event: 'kinesis/aggregated',
    places: {
      'fields of JSON `data`': at('Records.0.kinesis.data', base64Json),
    },
  },
  firehose: {
    event: 'firehose/direct-put',
    prepare: (event) => set(event, 'records', [{ recordId: 'r1' }]),
    places: {
      'fields of JSON `data`': at('records.0.data', base64Json),
      'fields of JSON `kafkaRecordValue`': at('records.0.kafkaRecordValue', base64Json),
    },
  },
  kafka: {
    event: 'kafka/no-headers',
    places: {
      '`headers`': at('records.orders-0.0.headers', (sender) => [{ traceparent: bytes(sender) }]),
    },
  },
  activemq: {
    event: 'activemq/text-messages',
    prepare: (event) => set(event, 'messages', [{ messageID: 'm1' }]),
    places: { '`properties`': at('messages.0.properties.traceparent') },
  },
  rabbitmq: {
    event: 'rabbitmq/single',
    prepare: (event) => set(event, 'rmqMessagesByQueue', { 'orders::/': [{}] }),
    places: {
      '`basicProperties.headers`': at(
        'rmqMessagesByQueue.orders::/.0.basicProperties.headers.traceparent',
        (sender) => ({ bytes: bytes(sender) }),
      ),
    },
  },
  ses: {
    event: 'ses/receipt',
    prepare: (event) => set(event, 'Records.0.ses.mail.headers', []),
    places: {
      '`mail.headers`': at('Records.0.ses.mail.headers.0', (sender) => ({
        name: 'Traceparent',
        value: traceparent(sender),
      })),
    },
  },
  'lambda-destination': {
    event: 'lambda-destination/success',
    places: {
      'fields of `requestPayload`': at('requestPayload.traceparent'),
      "`requestPayload`'s `detail` (EventBridge)": at('requestPayload.detail.traceparent'),
      "`requestPayload`'s `headers`, or those of its `request`": at(
        'requestPayload.headers.Traceparent',
      ),
      "`requestPayload`'s single notification (SNS)": at('requestPayload.Records', (sender) => [
        { Sns: { MessageAttributes: { traceparent: notificationAttribute(sender) } } },
      ]),
    },
  },
  'iot-authorizer': {
    event: 'iot-authorizer/http',
    places: {
      '`protocolData.http.headers`': at('protocolData.http.headers.traceparent'),
    },
  },
  'agentcore-interceptor': {
    event: 'agentcore-interceptor/tool-call',
    places: {
      'the headers of `mcp.gatewayRequest`': at('mcp.gatewayRequest.headers.traceparent'),
      'those of `http.gatewayRequest`': at('http.gatewayRequest.headers.traceparent'),
    },
  },
  direct: {
    event: 'direct/order',
    places: {
      '`clientContext.custom`': inClientContext('custom'),
      'its `bedrockAgentCorePropagatedHeaders`': inClientContext(
        'custom.bedrockAgentCorePropagatedHeaders',
      ),
      '`clientContext.Custom`': inClientContext('Custom'),
      'fields of the payload': at('traceparent'),
      "the payload's `headers`": at('headers.Traceparent'),
      'its `multiValueHeaders`': at('multiValueHeaders.Traceparent', (sender) => [
        traceparent(sender),
      ]),
      'its `params.header` (a mapping template of API Gateway)': at('params.header.traceparent'),
      'its `request.headers`': at('request.headers.traceparent'),
    },
  },
};

/** What docs/events.md says, by source. */
export const documentedPlaces: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(eventSources).flatMap(([name, { context }]) => (context ? [[name, context]] : [])),
);

function at(path: string, toValue: (sender: SpanContext) => unknown = traceparent): WriteContext {
  return ({ event }, sender) => set(event, path, toValue(sender));
}

/** Into the JSON text at the end of `path`; text that is no JSON makes way. */
function inJson(
  path: string,
  inner: string,
  toValue: (sender: SpanContext) => unknown,
): WriteContext {
  return ({ event }, sender) => {
    const text = String(path.split('.').reduce<unknown>((holder, key) => get(holder, key), event));
    const json: Record<string, unknown> = text.startsWith('{') ? JSON.parse(text) : {};
    set(json, inner, toValue(sender));
    set(event, path, JSON.stringify(json));
  };
}

function inClientContext(member: string): WriteContext {
  return ({ platform }, sender) =>
    set(platform, `clientContext.${member}.traceparent`, traceparent(sender));
}

function get(holder: unknown, key: string): unknown {
  return (holder as Record<string, unknown> | null | undefined)?.[key];
}

/** Sets what is at the end of a path of names; what is missing on the way is made. */
function set(holder: Record<string, unknown>, path: string, value: unknown): void {
  const [key = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    holder[key] = value;
    return;
  }
  holder[key] ??= {};
  set(holder[key] as Record<string, unknown>, rest.join('.'), value);
}

function traceparent({ traceId, spanId }: SpanContext): string {
  return `00-${traceId}-${spanId}-01`;
}

function traceHeader({ traceId, spanId }: SpanContext): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=0`;
}

/** Of an SNS notification; antifreeze writes it as binary data. */
function notificationAttribute(sender: SpanContext): object {
  return { Type: 'Binary', Value: Buffer.from(traceparent(sender)).toString('base64') };
}

function base64Json(sender: SpanContext): string {
  return Buffer.from(JSON.stringify({ traceparent: traceparent(sender) })).toString('base64');
}

function bytes(sender: SpanContext): number[] {
  return [...Buffer.from(traceparent(sender))];
}
