import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signedHeaders } from '../../src/export/aws-signature.ts';
import { signedByAws } from './aws-signer.ts';

const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
};

test('a request is signed as AWS signs it, whatever is in it', async () => {
  const arbitraryRequest = fc.record({
    url: fc
      .constantFrom(
        'https://sqs.eu-west-1.amazonaws.com',
        'http://127.0.0.1:4566/',
        'https://xray.eu-west-1.amazonaws.com/v1/traces',
        'https://spans.example/a%20path//with/v1/tr(a)ces/?b=2&a=1%2B1&a-b=*',
      )
      .map((url) => new URL(url)),
    headers: fc.record({
      'content-type': fc.constant('application/x-amz-json-1.0'),
      'x-amz-target': fc.stringMatching(/^[ -~]{1,40}$/).filter((text) => text.trim() !== ''),
    }),
    body: fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 2_000 })),
  });
  const token = fc.option(fc.base64String({ minLength: 1 }), { nil: undefined });

  await fc.assert(
    fc.asyncProperty(
      arbitraryRequest,
      token,
      fc.constantFrom('eu-west-1', 'cn-north-1'),
      fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.constantFrom('sqs', 'xray'),
      async (request, sessionToken, region, now, service) => {
        const scope = { region, service };
        const credentials = { ...keys, sessionToken };

        const signed = signedHeaders(request, scope, credentials, now);

        expect(signed).toEqual(await signedByAws(request, scope, credentials, now));
      },
    ),
  );
});

test('a signature depends on the body and the secret, and shows neither', () => {
  const request = { url: new URL('https://sqs.eu-west-1.amazonaws.com'), headers: {}, body: '{}' };
  const scope = { region: 'eu-west-1', service: 'sqs' };
  const now = new Date('2026-01-01T00:00:00Z');
  const sign = (body: string, secretAccessKey: string) =>
    signedHeaders({ ...request, body }, scope, { ...keys, secretAccessKey }, now);

  const signatures = [sign('{}', 'one'), sign('{"a":1}', 'one'), sign('{}', 'two')];

  expect(new Set(signatures.map(({ authorization }) => authorization)).size).toBe(3);
  expect(JSON.stringify(sign('{}', 'a-secret-key'))).not.toContain('a-secret-key');
});
