import { afterEach, expect, test, vi } from 'vitest';
import { createDestinations } from '../../src/relay/create-destinations.ts';
import { startDelivery } from '../../src/relay/delivery.ts';
import type { RelayParcel } from '../../src/relay/relay-record.ts';
import { localXray } from '../export/local-xray.ts';
import { inAMinute, type Received, startEndpoint } from '../export/otlp-endpoint.ts';
import { encodedSpans, recordOf, serviceSpans } from './relay-fixture.ts';

afterEach(() => vi.unstubAllEnvs());

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's3cret', sessionToken: 'token' };

function stubKeys(): void {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', keys.sessionToken);
}

/** Messages that say of themselves how many spans they hold. */
function parcelsOf(...counts: readonly number[]): RelayParcel[] {
  return counts.map((items, index) => ({
    status: 'readable',
    signal: 'traces',
    record: recordOf(`message-${index}`, ''),
    request: encodedSpans(serviceSpans(`service-${index}`, 1)),
    services: [],
    items,
  }));
}

test('a relay signs what it sends to X-Ray, as much as it takes at once', async () => {
  stubKeys();
  const { url, taken, received } = await localXray({ keys, now: Date.now });
  const { destinations, warnings } = createDestinations(
    [{ tracesEndpoint: url, auth: 'xray', compression: 'gzip' }],
    {},
  );
  const [destination] = destinations;
  const parcels = parcelsOf(6_000, 6_000, 4_000);

  const delivery = destination && startDelivery(destination, 1_000);
  const delivered = await delivery?.deliver(parcels, inAMinute());

  expect(warnings).toEqual([]);
  expect(delivered).toEqual(parcels);
  expect(taken).toHaveLength(3);
  expect(received).toHaveLength(3);
});

test("a cloud's short name is a destination of the relay's region", () => {
  stubKeys();

  const { destinations, warnings } = createDestinations([{ endpoint: 'aws' }], {});

  expect(warnings).toEqual([]);
  expect(destinations.map(({ name }) => name)).toEqual([
    'https://xray.eu-west-1.amazonaws.com/v1/traces',
    'https://logs.eu-west-1.amazonaws.com/v1/logs',
    'https://monitoring.eu-west-1.amazonaws.com/v1/metrics',
  ]);
});

test('a relay sends an access token to Google', async () => {
  const metadata = await startEndpoint((response) =>
    response.end(JSON.stringify({ access_token: 'a-token', expires_in: 3_600 })),
  );
  vi.stubEnv('GCE_METADATA_HOST', new URL(metadata.origin).host);
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'shop');
  const { url, received } = await startEndpoint();
  const { destinations } = createDestinations([{ tracesEndpoint: url, auth: 'google' }], {});

  const result = await destinations[0]?.send(encodedSpans(serviceSpans('orders', 1)), inAMinute());

  expect(result?.status).toBe('sent');
  expect((received as Received[])[0]?.headers).toMatchObject({
    authorization: 'Bearer a-token',
    'x-goog-user-project': 'shop',
  });
});
