import { expect, test } from 'vitest';
import { readProxy } from '../../src/config/proxy-server.ts';

const proxy = 'http://proxy.example:3128';
const to = (url: string, environment: Record<string, string>, execArgv: string[] = []) =>
  readProxy(new URL(url), environment, execArgv)?.url.href;

test.each([
  { title: 'its variable', environment: { NODE_USE_ENV_PROXY: '1' }, execArgv: [], used: true },
  { title: 'its option', environment: {}, execArgv: ['--use-env-proxy'], used: true },
  {
    title: 'NODE_OPTIONS',
    environment: { NODE_OPTIONS: '-x --use-env-proxy' },
    execArgv: [],
    used: true,
  },
  { title: 'a variable of 0', environment: { NODE_USE_ENV_PROXY: '0' }, execArgv: [], used: false },
  { title: 'nothing', environment: {}, execArgv: [], used: false },
])('$title tells whether the proxy is used', ({ environment, execArgv, used }) => {
  const found = to('http://a.example/', { ...environment, http_proxy: proxy }, execArgv);

  expect(found !== undefined).toBe(used);
});

test.each([
  { noProxy: '*', host: 'a.example', excepted: true },
  { noProxy: 'A.example', host: 'a.example', excepted: true },
  { noProxy: 'b.example, a.example', host: 'a.example', excepted: true },
  { noProxy: 'example', host: 'a.example', excepted: false },
  { noProxy: '.example', host: 'a.example', excepted: true },
  { noProxy: '.a.example', host: 'a.example', excepted: true },
  { noProxy: '.example', host: 'anexample', excepted: false },
  { noProxy: '*.example', host: 'a.example', excepted: true },
  { noProxy: '*.example', host: 'example', excepted: false },
  { noProxy: 'a.example:80', host: 'a.example', excepted: true },
  { noProxy: 'a.example:81', host: 'a.example', excepted: false },
  { noProxy: 'a.example:4318', host: 'a.example:4318', excepted: true },
  { noProxy: '10.0.0.1-10.0.0.9', host: '10.0.0.5', excepted: true },
  { noProxy: '10.0.0.1-10.0.0.9', host: '10.0.0.10', excepted: false },
  { noProxy: '::1', host: '[::1]', excepted: true },
  { noProxy: '', host: 'a.example', excepted: false },
])('"$noProxy" and $host', ({ noProxy, host, excepted }) => {
  const environment = { NODE_USE_ENV_PROXY: '1', http_proxy: proxy, NO_PROXY: noProxy };

  expect(to(`http://${host}/`, environment) === undefined).toBe(excepted);
});

test('the variable in lower case wins, and other schemes than http and https are left to others', () => {
  const environment = { NODE_USE_ENV_PROXY: '1', http_proxy: proxy, HTTP_PROXY: 'http://other' };

  expect(to('http://a.example/', environment)).toBe(`${proxy}/`);
  expect(to('https://a.example/', { ...environment, https_proxy: 'socks5://a' })).toBeUndefined();
});
