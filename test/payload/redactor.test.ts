import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../src/payload/redactor.ts';

const redact = createRedactor({
  names: ['iban', 'customer.email', 'to.*.phone'],
  values: [/X-\d+/g],
});
const secret = 'hunter2secret';
const everything = 100_000;
const inLines = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

describe('what is hidden', () => {
  test.each([
    ['a name', { user: 'u', password: secret }],
    [
      'a name whatever its style',
      { 'X-Api-Key': secret, api_key: secret, apiKey: secret, APIKEY: secret },
    ],
    ['everything under a name', { credentials: { user: secret, list: [secret] } }],
    ['a name of the function', { IBAN: secret }],
    ['the end of a path', { customer: { e_mail: 'a', Email: secret } }],
    ['a path with any name', { to: [{ home: { phone: secret } }] }],
    ['a name beside its value', { headers: [{ name: 'Authorization', value: secret }] }],
    ['tags', [{ Key: 'db-password', Value: secret }]],
    ['names before values', ['Content-Type', 'text/plain', 'Cookie', secret]],
    ['JSON in JSON', { body: JSON.stringify({ body: JSON.stringify({ token: secret }) }) }],
    ['a form', `user=u&password=${secret}&more=1`],
    ['a form with encoded names', `pass%77ord=${secret}&more=1`],
    ['JSON in a form', `payload=${encodeURIComponent(JSON.stringify({ pin: secret }))}`],
    ['a query in a query', `to=${encodeURIComponent(`https://x/?sig=${secret}`)}`],
    ['a query', { url: `https://shop/orders?id=1&access_token=${secret}` }],
    [
      'the head of a message',
      `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Digest ${secret}, b="${secret}"\r\n`,
    ],
    ['base64', { body: Buffer.from(JSON.stringify({ secret })).toString('base64') }],
    ['base64 in lines', { body: inLines(JSON.stringify({ secret, more: 'x'.repeat(90) })) }],
    ['short base64', { body: Buffer.from('pin=1234').toString('base64'), token: secret }],
    ['one of several labels', { tableName: 't', name: 'password', value: secret }],
    ['a name that has one', { [`https://x/?token=${secret}`]: 1 }],
    ['a name that is one', { '4111111111111111': 1, password: secret }],
    ['base64 of a form', { body: Buffer.from(`password=${secret}`).toString('base64') }],
    ['bytes', Buffer.from(JSON.stringify({ token: secret }))],
    ['bytes within', { Payload: new TextEncoder().encode(JSON.stringify({ cvv: secret })) }],
    ['lines of JSON', `{"a":1}\n{"password":"${secret}"}\n`],
    ['JSON within a text', `failed: {"password":"${secret}","a":"b"}`],
    ['JSON in JSON within a text', `failed: {\\"password\\":\\"${secret}\\"}`],
    ['XML', `<login><user>u</user><password kind="x">${secret}</password></login>`],
    ['XML with names beside', `<p><name>token</name><value>${secret}</value></p>`],
    ['character data', `<token><![CDATA[${secret}]]></token>`],
    [
      'a part of a form',
      `--b\r\nContent-Disposition: form-data; name="pin"\r\n\r\n${secret}\r\n--b--`,
    ],
    ['what a URL has before its host', { url: `postgres://user:${secret}@db/orders` }],
    ['a bearer', `sent Bearer ${secret}`],
    ['a token by its looks', { note: `eyJhbGciOiJIUzI1NiJ9.${secret}.${secret}` }],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`],
    ['what is like a pattern of the function', `X-123`],
    ['an error', Object.assign(new Error(`password=${secret}`), { token: secret })],
    ['a map', new Map([['token', secret]])],
    ['a set', new Set([`token=${secret}`])],
  ])('%s', (_, payload) => {
    const shown = redact(payload, everything);

    expect(shown).toContain('REDACTED');
    expect(shown).not.toContain(secret);
    expect(shown).not.toMatch(/X-123|4111|cGluPTEyMzQ/);
  });

  test.each(['4111 1111 1111 1111', '5500-0000-0000-0004', '378282246310005'])(
    'the card %s',
    (number) => {
      expect(redact({ note: `paid by ${number}.` }, everything)).toBe(
        '{"note":"paid by REDACTED."}',
      );
    },
  );

  test('a number that is a card', () => {
    expect(redact({ note: 4111111111111111 }, everything)).toBe('{"note":"REDACTED"}');
  });
});

describe('what is shown', () => {
  test.each([
    { id: 1, name: 'a', list: [true, null, 1.5], nested: { deep: 'x' } },
    { number: '4111 1111 1111 1112', order: '12345678901234567', at: '2026-11-28T10:00:00Z' },
    { Key: { id: { S: '1' } }, TableName: 'orders', ExpressionAttributeNames: { '#a': 'b' } },
    { body: '{"a":[1,2,3]}', text: 'a: b, c = d', hash: 'd41d8cd98f00b204e9800998ecf8427e' },
    { password: '', token: null, secret: false },
  ])('%j is shown as it is', (payload) => {
    expect(redact(payload, everything)).toBe(JSON.stringify(payload));
  });

  test('binary is measured', () => {
    const bytes = Buffer.from([0, 255, 1, 254]);

    expect(redact(bytes, 100)).toBe('[binary: 4 bytes]');
    expect(redact({ Body: bytes, file: Buffer.alloc(90, 255).toString('base64') }, 200)).toBe(
      '{"Body":"[binary: 4 bytes]","file":"[binary: 90 bytes]"}',
    );
  });

  test('a time is what JSON makes of it, and a stream is not touched', () => {
    const payload = { at: new Date(0), Body: { pipe: () => undefined, secret: 'kept' } };

    expect(redact(payload, 200)).toBe('{"at":"1970-01-01T00:00:00.000Z","Body":"[stream]"}');
  });

  test('nothing of the payload runs', () => {
    const boom = () => {
      throw new Error('touched');
    };
    const trap = new Proxy({}, { get: boom, ownKeys: boom, has: boom, getPrototypeOf: boom });
    const payload = {
      toJSON: boom,
      get price() {
        return boom();
      },
      trap,
    };

    expect(redact(payload, 200)).toBe('{"trap":"[proxy]"}');
  });

  test('what goes in circles ends', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;

    expect(redact(circle, 1_000).length).toBeLessThanOrEqual(1_000);
  });
});

describe('a function of the user', () => {
  const by = (own: (value: string | number, path: readonly string[]) => unknown) =>
    createRedactor({ names: [], values: [], own });

  test('decides by value and path, and what it gives is redacted, too', () => {
    const own = by((value, path) =>
      path.at(-1) === 'city' ? `in ${path.join('.')}, token=abc` : value,
    );

    expect(own({ to: { city: 'Rome', zip: '1' } }, 200)).toBe(
      '{"to":{"city":"in to.city, token=REDACTED","zip":"1"}}',
    );
  });

  test('hides what it gives no text for', () => {
    expect(by(() => undefined)({ a: 'b', n: 1 }, 200)).toBe('{"a":"REDACTED","n":"REDACTED"}');
  });
});

/** Any payload, with the secret somewhere in it, in one of the ways in which it can be known. */
const secretValue = fc.constantFrom(
  { password: secret },
  { headers: { authorization: [secret] } },
  { body: `a=b&client_secret=${secret}` },
  { list: [{ name: 'api_key', value: secret }] },
  { text: `Bearer ${secret}` },
);
const withSecret = fc.letrec((tie) => ({
  payload: fc.oneof(
    { maxDepth: 5 },
    secretValue,
    fc.tuple(fc.jsonValue(), tie('payload')).map(([other, inner]) => [other, inner]),
    fc.tuple(fc.jsonValue(), tie('payload')).map(([other, inner]) => ({ other, inner })),
    tie('payload').map((inner) => ({ body: JSON.stringify(inner) })),
    tie('payload').map((inner) => ({
      isBase64Encoded: true,
      body: Buffer.from(JSON.stringify(inner)).toString('base64'),
    })),
    tie('payload').map((inner) => ({ data: `x=${encodeURIComponent(JSON.stringify(inner))}` })),
  ),
})).payload;

test('a secret is hidden wherever it is, whole payload or cut, as an object, text or bytes', () => {
  fc.assert(
    fc.property(
      withSecret,
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 32, max: 600 }),
      (payload, cut, limit) => {
        const text = JSON.stringify(payload);
        const forms = [
          payload,
          text,
          text.slice(0, cut),
          Buffer.from(text),
          Buffer.from(text).subarray(0, cut),
        ];

        for (const form of forms) expect(redact(form, limit)).not.toContain(secret.slice(0, 7));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('any payload becomes a text within its limit, and stays as it was', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
      }),
      fc.integer({ min: 16, max: 300 }),
      (payload, limit) => {
        const before = fc.stringify(payload);

        expect(redact(payload, limit).length).toBeLessThanOrEqual(limit);
        expect(fc.stringify(payload)).toBe(before);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('any JSON without secrets comes out as the same JSON, from a text too', () => {
  const plainNames = createRedactor({ names: [], values: [] });
  const harmless = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('', 'a', 'some words', 'naïve', 'quote " and \\ slash', 'line\nline'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(fc.constantFrom('id', 'name', 'items', 'total', 'größe'), tie('value')),
    ),
  })).value;

  fc.assert(
    fc.property(fc.array(harmless), (payload) => {
      const text = JSON.stringify(payload);

      expect(plainNames(payload, everything)).toBe(text);
      expect(plainNames(text, everything)).toBe(text);
    }),
  );
});

test('what is cut is JSON still', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ id: fc.integer(), text: fc.string() }), { minLength: 5 }),
      fc.integer({ min: 60, max: 200 }),
      (payload, limit) => {
        const shown = redact(payload, limit);

        expect(() => JSON.parse(shown)).not.toThrow();
      },
    ),
  );
});
