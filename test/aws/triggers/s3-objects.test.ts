import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventBridge } from '../../../src/aws/triggers/eventbridge.ts';
import { objectHashes, objectHashesIn } from '../../../src/aws/triggers/s3-objects.ts';
import { sqs } from '../../../src/aws/triggers/sqs.ts';
import { dataHashAttribute, objectHash } from '../../../src/propagation/deterministic-link.ts';
import { readEvent } from './events.ts';

const put = readEvent('s3/put');
const onBus = readEvent('eventbridge/s3-object-created');
const busHash = objectHash('orders-inbox', 'in box/o-42.csv', 'b57f9512698f4b09e608f4f2a65852e5');

test('an object is told by the same hash on a bus, whose keys are not encoded', () => {
  expect(eventBridge.rootSpan(onBus, undefined).attributes[dataHashAttribute]).toEqual([busHash]);
});

test('an object is told by the same hash in a queue', () => {
  const { attributes } = sqs.rootSpan(readEvent('sqs/s3-notification'), undefined);

  expect(attributes[dataHashAttribute]).toEqual(objectHashes(put));
});

test.each([
  { title: 'an event of a bus', body: JSON.stringify(onBus), hashes: [busHash] },
  {
    title: 'an SNS notification',
    body: JSON.stringify({ Type: 'Notification', Message: JSON.stringify(put) }),
    hashes: objectHashes(put),
  },
  { title: "S3's test message", body: '{"Service":"Amazon S3","Event":"s3:TestEvent"}' },
  { title: 'no JSON', body: 'aws:s3 {' },
  { title: 'a long message', body: JSON.stringify({ ...put, text: 'x'.repeat(20_000) }) },
  { title: 'nothing', body: undefined },
])('a queued message that is $title', ({ body, hashes }) => {
  expect(objectHashesIn([body])).toEqual(hashes);
});

test('no body makes it throw', () => {
  const body = fc.oneof(
    fc.anything(),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify({ Records: [{ s3: value }], from: 'aws:s3' })),
    fc.jsonValue().map((detail) => JSON.stringify({ source: 'aws.s3', detail })),
  );

  fc.assert(fc.property(fc.array(body), (bodies) => void objectHashesIn(bodies)));
});
