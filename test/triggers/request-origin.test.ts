import { expect, test } from 'vitest';
import { requestOrigin } from '../../src/triggers/request-origin.ts';

const gateway = { scheme: 'https', host: 'gateway.example', clientAddress: '198.51.100.9' };

test('Forwarded wins over X-Forwarded, that over Host, and that over the gateway', () => {
  const host = { Host: 'host.example' };
  const legacy = {
    ...host,
    'X-Forwarded-Host': 'legacy.example',
    'X-Forwarded-For': '203.0.113.1',
    'X-Forwarded-Proto': 'http',
  };
  const standard = {
    ...legacy,
    Forwarded: 'for=203.0.113.2;host=standard.example;proto=https, for=203.0.113.3',
  };

  expect(requestOrigin(standard, gateway)).toEqual({
    scheme: 'https',
    serverAddress: 'standard.example',
    serverPort: 443,
    clientAddress: '203.0.113.2',
  });
  expect(requestOrigin(legacy, gateway)).toEqual({
    scheme: 'http',
    serverAddress: 'legacy.example',
    serverPort: 80,
    clientAddress: '203.0.113.1',
  });
  expect(requestOrigin(host, gateway)).toMatchObject({ serverAddress: 'host.example' });
  expect(requestOrigin(undefined, gateway)).toEqual({
    scheme: 'https',
    serverAddress: 'gateway.example',
    serverPort: 443,
    clientAddress: '198.51.100.9',
  });
});

test('no scheme is guessed, and no port by it', () => {
  const origin = requestOrigin(undefined, { host: 'gateway.example', clientAddress: undefined });

  expect(origin).toMatchObject({ scheme: undefined, serverPort: undefined });
});

test.each([
  ['For="[2001:db8::1]:4711"', '2001:db8::1'],
  ['for="[2001:db8::1]"', '2001:db8::1'],
  ['for=203.0.113.2:4711', '203.0.113.2'],
  ['for=unknown', '198.51.100.9'],
  ['for=_hidden', '198.51.100.9'],
  ['for', '198.51.100.9'],
  ['for=', '198.51.100.9'],
])('Forwarded: %s names the client %s', (forwarded, client) => {
  expect(requestOrigin({ forwarded }, gateway).clientAddress).toBe(client);
});

test.each([
  ['api.example:8443', 'api.example', 8443],
  ['[2001:db8::1]:8443', '2001:db8::1', 8443],
  ['2001:db8::1', '2001:db8::1', 443],
  ['api.example:0', 'api.example', 443],
  ['api.example:99999', 'api.example', 443],
  ['api.example:', 'api.example', 443],
])('Host: %s is address %s and port %i', (host, address, port) => {
  expect(requestOrigin({ host }, gateway)).toMatchObject({
    serverAddress: address,
    serverPort: port,
  });
});

test('the port of the listener counts where the host names none', () => {
  const headers = { host: 'api.example', 'x-forwarded-port': '8080' };

  expect(requestOrigin(headers, gateway).serverPort).toBe(8080);
});

test('a scheme that has no usual port leaves the port out, whatever it is called', () => {
  const headers = { 'x-forwarded-proto': 'constructor' };

  expect(requestOrigin(headers, gateway).serverPort).toBeUndefined();
});
