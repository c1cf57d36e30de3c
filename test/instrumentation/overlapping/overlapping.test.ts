import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { clientsAvailable } from '../../../harness/http-clients/http-clients.ts';
import { availableRuntimes } from '../../../harness/lambda/runtimes.ts';
import { clients } from './clients.ts';
import type { Overlap } from './program.ts';

const program = fileURLToPath(new URL('program.ts', import.meta.url));

describe.runIf(clientsAvailable()).each(availableRuntimes())('on $name', ({ node }) => {
  test.each(Object.entries(clients))(
    '%s: of a thousand requests of overlapping invocations, each is of its own',
    async (client, { carries }) => {
      const { stdout } = await promisify(execFile)(node, [program, client]);

      const results: Overlap[] = JSON.parse(stdout);
      expect(results).toHaveLength(2);
      for (const result of results)
        expect(result).toMatchObject({
          spans: 1_000,
          carried: carries ? 1_000 : 0,
          wrongSpans: 0,
          wrongTraces: 0,
          wrongBaggage: 0,
        });
    },
  );
});
