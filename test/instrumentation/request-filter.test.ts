import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HttpInstrumentationOptions } from '../../src/instrumentation/http-options.ts';
import { requestFilter } from '../../src/instrumentation/request-filter.ts';
import { requestUrls } from '../../src/instrumentation/request-url.ts';

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://[fd00:ec2::23]/v1/credentials',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://metadata.google.internal./computeMetadata/v1/',
  'http://[::ffff:169.254.169.254]/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
])('the metadata service %s is not traced', (url) => {
  expect(requestFilter({}).traces({ url: new URL(url) })).toBe(false);
});

test.each([
  ['example.com', 'https://example.com/', true],
  ['example.com', 'https://api.EXAMPLE.com/', true],
  ['Example.com', 'https://example.com/', true],
  ['example.com', 'https://badexample.com/', false],
  ['example.com:443', 'https://example.com/', true],
  ['example.com:443', 'http://example.com/', false],
  ['127.0.0.1:9001', 'http://127.0.0.1:9001/2018-06-01/runtime/', true],
  ['127.0.0.1:9001', 'http://127.0.0.1:9002/', false],
  ['example.com', 'https://example.com./', true],
  ['example.com.', 'https://example.com/', true],
  [' example.com ', 'https://example.com/', true],
  ['*.example.com', 'https://api.example.com/', true],
  ['*.example.com', 'https://example.com/', false],
  ['.example.com', 'https://api.example.com/', true],
  ['bücher.example', 'https://xn--bcher-kva.example/', true],
  ['https://example.com/orders', 'https://example.com/', true],
  ['https://example.com', 'http://example.com/', false],
  ['::1', 'http://[::1]:8080/', true],
  ['[::1]:8080', 'http://[0:0::1]:8080/', true],
  ['[::1]:8080', 'http://[::1]:8081/', false],
  ['10.0.0.1', 'http://[::ffff:10.0.0.1]/', true],
  ['10.0.0.1', 'http://0xa000001/', true],
  ['', 'https://example.com/', false],
  [/^api\./, 'https://api.example.com/', true],
  [/\.com$/, 'https://example.com./', true],
  [/^api\./, 'https://www.example.com/api.', false],
])('the host pattern %s against %s: %s', (pattern, url, matches) => {
  expect(requestFilter({ ignoreHosts: [pattern] }).traces({ url: new URL(url) })).toBe(!matches);
});

test.each([
  ['https://example.com/a', 'https://example.com/a/b', true],
  ['https://example.com/a', 'https://example.com/b', false],
  ['https://Example.com', 'https://example.com/', true],
  ['https://Example.com/a', 'https://example.com/a', true],
  ['https://example.com/A', 'https://example.com/a', false],
  ['https://example.com:443/a', 'https://example.com/a', true],
  ['https://example.com:443', 'https://example.com/a', true],
  ['https://example.com/a', 'https://me:secret@example.com/a', true],
  [/token=/, 'https://example.com/?token=1', true],
])('the URL pattern %s against %s: %s', (pattern, url, matches) => {
  expect(requestFilter({ ignoreUrls: [pattern] }).traces({ url: new URL(url) })).toBe(!matches);
});

test('a global pattern answers alike each time', () => {
  const filter = requestFilter({ ignoreHosts: [/example/g] });
  const request = { url: new URL('https://example.com/') };

  const answers = [filter.traces(request), filter.traces(request)];

  expect(answers).toEqual([false, false]);
});

test.each([
  ['https://api.example.com/', true],
  ['http://localhost:3000/', true],
  ['https://sqs.eu-west-1.amazonaws.com/', false],
  ['https://bucket.s3.amazonaws.com/key', false],
  ['https://sqs.cn-north-1.amazonaws.com.cn/', false],
  ['https://lambda.us-east-1.api.aws/', false],
  ['https://abc.execute-api.eu-west-1.amazonaws.com/prod', true],
  ['https://abc.lambda-url.eu-west-1.on.aws/', true],
  ['https://my-balancer-1.eu-west-1.elb.amazonaws.com/', true],
  ['https://abc.appsync-api.eu-west-1.amazonaws.com/graphql', true],
  ['https://amazonaws.com.example.com/', true],
])('by default context to %s goes: %s', (url, goes) => {
  expect(requestFilter({}).propagates({ url: new URL(url) })).toBe(goes);
});

/** Ways to write a host, or a host below it, that all mean it. */
const spelled = (host: string) =>
  fc
    .record({
      below: fc.constantFrom('', 'api.', 'a.b.'),
      dot: fc.constantFrom('', '.'),
      upper: fc.boolean(),
      port: fc.constantFrom('', ':80', ':443', ':8080'),
    })
    .map(({ below, dot, upper, port }) => {
      const name = below + host + dot;
      return (upper ? name.toUpperCase() : name) + port;
    });

/** A request in which `host` is the name that the caller means, or the one that the request is sent to. */
const requestTo = (host: string) =>
  fc.oneof(
    spelled(host).map((forbidden) => requestUrls(`http://${forbidden}`, '/path')),
    spelled(host).map((forbidden) => requestUrls('http://127.0.0.1:8080', '/path', forbidden)),
    spelled(host).map((forbidden) => requestUrls(`http://${forbidden}`, '/path', 'allowed.test')),
    spelled(host).map((forbidden) => requestUrls('http://p', `http://${forbidden}/path`)),
  );

const hostAndRequest = fc
  .domain()
  .filter((host) => !host.endsWith('allowed.test'))
  .chain((host) => fc.record({ host: fc.constant(host), request: requestTo(host) }));

test('a host is ignored however it is spelled, by its name and by where the request is sent', () => {
  fc.assert(
    fc.property(hostAndRequest, ({ host, request }) => {
      expect(requestFilter({ ignoreHosts: [host] }).traces(request)).toBe(false);
      expect(requestFilter({ ignoreHosts: [`${host}.`] }).traces(request)).toBe(false);
    }),
  );
});

test('context goes to no host that is not on the list, by its name or by where the request is sent', () => {
  fc.assert(
    fc.property(hostAndRequest, ({ request }) => {
      expect(requestFilter({ propagateTo: ['allowed.test'] }).propagates(request)).toBe(false);
      expect(requestFilter({ propagateTo: [] }).propagates(request)).toBe(false);
    }),
  );
});

test('context goes to no endpoint of AWS, however it is spelled', () => {
  fc.assert(
    fc.property(requestTo('sqs.eu-west-1.amazonaws.com'), (request) => {
      expect(requestFilter({}).propagates(request)).toBe(false);
    }),
  );
});

test('context goes to a name on the list at an address that DNS gave, not at another name', () => {
  const filter = requestFilter({ propagateTo: ['shop.example'] });

  const goes = ['http://10.0.0.1:8080', 'http://[fd00::1]', 'http://other.example'].map((origin) =>
    filter.propagates(requestUrls(origin, '/', 'shop.example')),
  );

  expect(goes).toEqual([true, true, false]);
});

test('a port that is not known may be each that is ignored, and none that is allowed', () => {
  const request = {
    ...requestUrls('http://local.example', '/secret', 'shop.example'),
    portUnknown: true,
  };
  const ignored: HttpInstrumentationOptions[] = [
    { ignoreHosts: ['local.example:9001'] },
    { ignoreUrls: ['http://local.example:9001/secret'] },
  ];

  for (const options of ignored) expect(requestFilter(options).traces(request)).toBe(false);
  const propagateTo = ['shop.example', 'local.example:9001'];
  expect(requestFilter({ propagateTo }).propagates(request)).toBe(false);
});

test.each(['a b', 'a/b', 'a?b', 'a#b', 'a@b', 'a\\b', ':', 'a:b', ''])(
  'the field Host %j, which is none, names nothing',
  (host) => {
    expect(requestUrls('http://10.0.0.1', '/path', host)).toEqual({
      url: new URL('http://10.0.0.1/path'),
    });
  },
);
