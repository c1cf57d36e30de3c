import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnose } from '../../../src/cli/doctor/diagnose.ts';
import { renderJson } from '../../../src/cli/doctor/render-json.ts';
import { renderTable } from '../../../src/cli/doctor/render-table.ts';
import { knownVariables } from '../../../src/config/known-variables.ts';
import { layer, sound } from './sound-function.ts';

const secret = 'S3CR3T';

/** Values of every kind that a variable may have, each with the secret in it where one would be. */
const value = fc.oneof(
  fc.constantFrom(
    secret,
    `https://me:${secret}@collector.example.com/path?key=${secret}#${secret}`,
    `http://${secret}:x@collector.example.com`,
    `https://collector.example.com/?${secret}`,
    `htp://${secret}@x`,
    `authorization=Bearer ${secret},${secret}=x`,
    `authorization="${secret}" is "${secret}", using x`,
    `x-key=%${secret}`,
    `https://sqs.eu-west-1.amazonaws.com/123456789012/spans?${secret}`,
    'true',
    'sqs',
    '/opt/antifreeze',
    'none',
  ),
  fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before}${secret}${after}`),
);
const name = fc.constantFrom(
  ...knownVariables,
  'AWS_LAMBDA_EXEC_WRAPPER',
  'NODE_OPTIONS',
  'ANTIFREEZE_RELAY_URL',
  'DB_PASSWORD',
);

test('no value of a variable that may be secret is in any output', () => {
  fc.assert(
    fc.property(
      fc.dictionary(name, value, { maxKeys: 12 }),
      fc.boolean(),
      fc.constantFrom(undefined, 20, 80),
      (variables, hasLayer, width) => {
        const described = { ...sound, variables, layers: hasLayer ? [layer()] : [] };
        const report = {
          regions: [{ region: 'eu-west-1', diagnoses: diagnose([described]), gaps: [] }],
        };

        const outputs = [
          renderJson(report, true),
          renderTable(report, true, { width, color: true }),
        ];

        // Without breaks, which could hide it.
        for (const output of outputs)
          expect(output.replace(/\s/g, '').toUpperCase()).not.toContain(secret);
      },
    ),
    { numRuns: 2_000 },
  );
});
