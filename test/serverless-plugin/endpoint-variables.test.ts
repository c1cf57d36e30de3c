import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { findSecretReference } from '../../src/relay/secret-reference.ts';
import { endpointVariables } from '../../src/serverless-plugin/endpoint-variables.ts';

/** The headers that a relay reads from its variables. */
function readBack(headers: Record<string, string>) {
  const variables = endpointVariables({ headers }) as Record<string, string>;
  return readConfig({}, variables).config.otlp.headers;
}

test('a relay reads the very headers that the service names', () => {
  const id = fc.stringMatching(/^[\w/+=.@-]{1,40}$/);
  const word = fc.constantFrom('', 'Bearer ', 'Basic ');
  const value = fc
    .tuple(word, fc.constantFrom('secretsmanager', 'ssm'), id, fc.option(id, { nil: undefined }))
    .map(([before, store, name, key]) => `${before}${store}:${name}${key ? `#${key}` : ''}`);

  fc.assert(
    fc.property(value, (authorization) => {
      const headers = readBack({ authorization });

      expect(headers).toEqual({ authorization });
      expect(findSecretReference(headers['authorization'] ?? '')).toBeDefined();
    }),
  );
});

test('what CloudFormation resolves stays as it is, and what stands beside it is encoded', () => {
  const authorization = 'Basic a,b {{resolve:secretsmanager:collector:SecretString:token}}';

  expect(endpointVariables({ headers: { authorization } })).toEqual({
    OTEL_EXPORTER_OTLP_HEADERS:
      'authorization=Basic%20a%2Cb%20{{resolve:secretsmanager:collector:SecretString:token}}',
  });
});
