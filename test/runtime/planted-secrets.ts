/** The beginning of each planted secret, which no output may have. */
export const mark = 'hunter2';

/** Ways to have a secret in a payload, such that it can be known as one. */
const ways: readonly ((secret: string) => unknown)[] = [
  (secret) => ({ password: secret }),
  (secret) => ({ 'X-Api-Key': secret, nested: { apiKey: [secret] } }),
  (secret) => ({ Authorization: `Digest ${secret}` }),
  (secret) => ({ note: `sent with Bearer ${secret}` }),
  (secret) => ({ headers: [{ name: 'Cookie', value: `sid=${secret}` }] }),
  (secret) => ['Set-Cookie', `sid=${secret}; Path=/`],
  (secret) => ({ body: JSON.stringify({ refresh_token: secret }) }),
  (secret) => ({ body: JSON.stringify({ body: JSON.stringify({ client_secret: secret }) }) }),
  (secret) => ({ form: `user=ada&password=${secret}&remember=1` }),
  (secret) => ({ form: `payload=${encodeURIComponent(JSON.stringify({ cvv: secret }))}` }),
  (secret) => ({ url: `https://shop.example/orders?id=1&access_token=${secret}` }),
  (secret) => ({ url: `https://shop.example/?next=${encodeURIComponent(`/x?sig=${secret}`)}` }),
  (secret) => ({ database: `postgres://app:${secret}@db.example/orders` }),
  (secret) => ({ data: Buffer.from(JSON.stringify({ token: secret })).toString('base64') }),
  (secret) => ({ data: Buffer.from(`pin=${secret}`).toString('base64') }),
  (secret) => ({ xml: `<login><Password>${secret}</Password></login>` }),
  (secret) => ({ pem: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----` }),
  (secret) => ({ tags: [{ Key: 'db-password', Value: secret }] }),
  (secret) => ({ text: `failed: {"secret":"${secret}","id":1}` }),
  (secret) => ({ credentials: { user: secret, list: [secret, { any: secret }] } }),
  (secret) => ({
    part: `--b\r\nContent-Disposition: form-data; name="pin"\r\n\r\n${secret}\r\n--b--`,
  }),
  (secret) => ({ employee: { salary: secret } }),
  (secret) => ({ jwt: `x`, log: `got eyJ${secret}.${secret}.${secret}` }),
  (secret) => ({ own: `ticket-${secret}` }),
  (secret) => ({ sessionId: secret, otp: secret, 'card-number': secret }),
];

/** `count` payloads with a secret each, which is different from all others. */
export function planted(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) =>
    ways[index % ways.length]?.(`${mark}${index}Xy9`),
  );
}
