import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy } from '../deploy.ts';
import type { Format } from '../peer.ts';
import { type Bench, type PeerFunction, startPeerFunction } from '../run-function.ts';
import { fieldsOf, newSender, type Sender } from './senders.ts';
import { bad, type Cell, failedToStart, good, notMeasured, runCases, type Suite } from './suite.ts';

const orders = { module: join(import.meta.dirname, '../functions/orders.cjs'), name: 'handler' };

/** Of each source an event, with the contexts of its senders in the place that the format has for it. */
const sources: Readonly<Record<string, (senders: readonly Sender[], format: Format) => object>> = {
  'API Gateway, HTTP API': ([sender], format) => ({
    ...read('api-gateway-http/default-route'),
    headers: { host: 'api.example.com', ...fieldsOf(sender as Sender, format) },
  }),
  'SQS, two messages of two senders': (senders, format) => ({
    Records: senders.map((sender) => ({
      ...message(),
      ...(format === 'xray'
        ? { attributes: { AWSTraceHeader: fieldsOf(sender, format)['x-amzn-trace-id'] } }
        : { messageAttributes: attributes(fieldsOf(sender, format), format, 'sqs') }),
    })),
  }),
  SNS: ([sender], format) => {
    const event = read('sns/plain') as { Records: { Sns: object }[] };
    const MessageAttributes = attributes(fieldsOf(sender as Sender, format), format, 'sns');
    return {
      Records: event.Records.map((each) => ({ ...each, Sns: { ...each.Sns, MessageAttributes } })),
    };
  },
  EventBridge: ([sender], format) => {
    const event = read('eventbridge/replayed');
    const fields = fieldsOf(sender as Sender, format);
    return { ...event, detail: format === 'datadog' ? { _datadog: fields } : fields };
  },
};

/** Whether the invocation joins the traces of whoever sent its event: by W3C's fields, and by the peer's own. */
export const events: Suite = {
  name: 'events',
  run: (bench, isChosen) =>
    runCases(
      Object.fromEntries(
        Object.keys(sources).flatMap((source) => [
          [`${source}: \`traceparent\``, () => trySource(bench, source, 'w3c')],
          [`${source}: in its own format`, () => tryOwn(bench, source)],
        ]),
      ),
      isChosen,
    ),
};

async function tryOwn(bench: Bench, source: string): Promise<Cell> {
  const { format = 'w3c' } = bench.peer;
  return format === 'w3c' ? { text: 'the same' } : await trySource(bench, source, format);
}

async function trySource(bench: Bench, source: string, format: Format): Promise<Cell> {
  if (bench.peer.protocol === 'lumigo')
    return notMeasured('its back end joins invocations by the ids of messages');
  const senders = source.startsWith('SQS') ? [newSender(), newSender()] : [newSender()];
  const event = sources[source]?.(senders, format) ?? {};
  const fn = await startPeerFunction(bench, await deploy(bench.peer, orders, 'cjs'));
  try {
    if (fn.initError) return failedToStart(fn);
    await fn.call(event, headerFor(senders, format));
    return judge(fn, senders);
  } finally {
    await fn.close();
  }
}

/** X-Ray's is what Lambda tells the function of an invocation, unless messages have their own. */
function headerFor(senders: readonly Sender[], format: Format): string | undefined {
  const [sender] = senders;
  if (format !== 'xray' || !sender || senders.length > 1) return undefined;
  return fieldsOf(sender, format)['x-amzn-trace-id'];
}

/** Any span of the invocation may be the one that names a sender, as some make one for the queue, too. */
function judge(fn: PeerFunction, senders: readonly Sender[]): Cell {
  const spans = fn.spans();
  const isParent = (sender: Sender) =>
    spans.some(({ traceId, parentSpanId: spanId }) => isSame(sender, { traceId, spanId }));
  const isLinked = (sender: Sender) =>
    spans.some(({ links }) => links.some((link) => isSame(sender, link)));
  const joined = senders.filter((sender) => isParent(sender) || isLinked(sender));

  if (!spans.some(({ invocation }) => invocation)) return bad('no span');
  if (joined.length === 0) return bad('a trace of its own');
  const how = joined.some(isParent) ? 'parent' : 'link';
  if (joined.length < senders.length) return bad(`${how} of ${joined.length} of ${senders.length}`);
  return good(senders.length === 1 ? how : `a ${how} of each`);
}

/** Not every format has the upper half of a trace id. */
function isSame(
  { traceId, spanId }: Sender,
  other: { readonly traceId: string; readonly spanId: string | undefined },
): boolean {
  return other.spanId === spanId && other.traceId.slice(-16) === traceId.slice(-16);
}

function read(name: string): Record<string, unknown> {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, `../../test/events/${name}.json`), 'utf8'),
  );
}

function message(): object {
  const [first] = read('sqs/single')['Records'] as object[];
  return { ...first, attributes: {}, messageAttributes: {} };
}

/** Message attributes as each service delivers them. Datadog has all in one, of JSON. */
function attributes(fields: Record<string, string>, format: Format, service: 'sqs' | 'sns') {
  const strings = format === 'datadog' ? { _datadog: JSON.stringify(fields) } : fields;
  return Object.fromEntries(
    Object.entries(strings).map(([name, value]) => [
      name,
      service === 'sqs'
        ? { stringValue: value, dataType: 'String', stringListValues: [], binaryListValues: [] }
        : { Type: 'String', Value: value },
    ]),
  );
}
