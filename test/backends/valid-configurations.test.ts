import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { installCollector } from '../../harness/backends/install-collector.ts';
import { collectorVariables, configurationArgs } from './configured-collector.ts';
import { ifItCanBeHad } from './needs.ts';

const isThere = (await ifItCanBeHad('The Collector', installCollector)) !== undefined;

describe.runIf(isThere)('the Collector finds nothing wrong with', () => {
  const files = globSync('deploy/collector/*.yaml').map((file) => basename(file, '.yaml'));
  const added = files.filter((file) => !['gateway', 'load-balancer'].includes(file));
  const commandLines = [
    ['gateway'],
    ...added.map((file) => ['gateway', file]),
    ['gateway', ...added],
    ['load-balancer'],
    ['load-balancer', 'tls'],
  ];

  test.each(commandLines.map((together) => ({ title: together.join(', '), together })))(
    '$title',
    async ({ together }) => {
      const variables = {
        ...(await collectorVariables('https://backend.example.com')),
        SECOND_ENDPOINT: 'https://archive.example.com',
        GATEWAYS: 'gateways.example.com',
        CA_FILE: '/etc/ca.pem',
        CERT_FILE: '/etc/collector.pem',
        KEY_FILE: '/etc/collector.key',
      };
      const args = ['validate', ...configurationArgs(together)];

      const validated = promisify(execFile)(await installCollector(), args, {
        env: { ...process.env, ...variables },
      });

      await expect(validated).resolves.toEqual({ stdout: '', stderr: '' });
    },
  );
});
