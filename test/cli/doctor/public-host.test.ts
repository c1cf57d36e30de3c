import { expect, test } from 'vitest';
import { isPublicHost } from '../../../src/cli/doctor/public-host.ts';

test.each([
  'http://collector.example.com',
  'http://8.8.8.8:4318',
  'http://172.32.0.1',
  'http://[2001:db8::1]',
  'http://internal.example.com',
])('the way to %s may lead through networks of others', (url) => {
  expect(isPublicHost(new URL(url).hostname)).toBe(true);
});

test.each([
  'http://localhost:4318',
  'http://collector',
  'http://collector.internal',
  'http://ip-10-0-0-1.eu-west-1.compute.internal',
  'http://collector.observability.svc.cluster.local',
  'http://10.1.2.3',
  'http://127.0.0.1',
  'http://172.16.0.1',
  'http://192.168.1.1',
  'http://[::1]:4318',
  'http://[fd00::1]',
])('the way to %s does not', (url) => {
  expect(isPublicHost(new URL(url).hostname)).toBe(false);
});
