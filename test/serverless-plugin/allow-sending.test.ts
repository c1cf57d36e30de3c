import { expect, test } from 'vitest';
import { allowSending } from '../../src/serverless-plugin/allow-sending.ts';
import type { Provider, ServiceFunction } from '../../src/serverless-plugin/service.ts';
import type { Statement } from '../../src/serverless-plugin/template-values.ts';

const arn = 'arn:aws:sqs:eu-west-1:123456789012:spans';
const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn };
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

/** Lets one function of a service send, and gives what has become of both, with the warnings. */
function allow(own: ServiceFunction, shared: Partial<Provider> = {}) {
  const provider: Provider = { compiledCloudFormationTemplate: { Resources: {} }, ...shared };
  const warnings: string[] = [];
  const service = {
    service: 'orders',
    provider,
    functions: { api: own },
    package: { artifactDirectoryName: 'folder' },
    layers: {},
  };
  const target = { name: 'the relay', items: 'spans', statementsFor: () => [send] } as const;
  allowSending(service, ['api'], target, (line) => warnings.push(line));
  return { iam: provider.iam, own: own.iamRoleStatements, warnings };
}

test.each<[string, Partial<Provider>, Statement[]]>([
  ['nothing', {}, [send]],
  ['statements', { iam: { role: { statements: [read] } } }, [read, send]],
  ['statements in their older place', { iamRoleStatements: [read] }, [read, send]],
])('a role that the framework makes of %s allows it', (_, shared, statements) => {
  expect(allow({}, shared)).toMatchObject({ iam: { role: { statements } }, warnings: [] });
});

test('other settings of the shared role stay', () => {
  const { iam } = allow({}, { iam: { role: { path: '/services/' } } });

  expect(iam).toEqual({ role: { path: '/services/', statements: [send] } });
});

test('a role that a plugin makes of statements of the function allows it', () => {
  const { own, iam, warnings } = allow({ iamRoleStatements: [read] });

  expect(own).toEqual([read, send]);
  expect([iam, warnings]).toEqual([undefined, []]);
});

test.each<[string, ServiceFunction, Partial<Provider>]>([
  ['a function', { role: 'arn:aws:iam::123456789012:role/own' }, {}],
  ['the provider', {}, { iam: { role: 'arn:aws:iam::123456789012:role/own' } }],
  ['the provider, from elsewhere', {}, { iam: { role: { 'Fn::ImportValue': 'role' } } }],
  ['the provider, in its older place', {}, { role: 'OwnRole' }],
])('a role that %s brings is left alone, with a warning that says what it needs', (...given) => {
  const [, own, shared] = given;

  const { iam, warnings } = allow(own, shared);

  expect(iam).toEqual(shared.iam);
  expect(warnings).toEqual([
    expect.stringMatching(/to the relay .*allow it sqs:SendMessage, or spans are lost/),
  ]);
});
