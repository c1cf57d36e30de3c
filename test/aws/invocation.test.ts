import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LambdaContext, lambdaInvocation } from '../../src/aws/invocation.ts';

test('the context gives identity, name and deadline', () => {
  const context: LambdaContext = {
    awsRequestId: 'b7e4c5a0',
    functionName: 'orders',
    functionVersion: '42',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    getRemainingTimeInMillis: () => 3000,
  };

  const invocation = lambdaInvocation({}, context, undefined);

  expect(invocation).toMatchObject({
    name: 'orders',
    attributes: {
      'faas.invocation_id': 'b7e4c5a0',
      'faas.coldstart': false,
      'cloud.resource_id': 'arn:aws:lambda:eu-west-1:123456789012:function:orders:42',
      'cloud.account.id': '123456789012',
      'aws.lambda.invoked_arn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    },
  });
  expect(invocation.deadline - Date.now()).toBeGreaterThan(2000);
});

test('a context may lack anything', () => {
  expect(lambdaInvocation(null, undefined, { start: 1, end: 2 })).toMatchObject({
    name: 'invocation',
    attributes: { 'faas.coldstart': true },
    deadline: Number.POSITIVE_INFINITY,
  });
});

test('whatever is in the context, reading it either works or fails by a foreign function', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (context) => {
      const { getRemainingTimeInMillis: _, ...rest } = Object(context) as Record<string, unknown>;

      expect(lambdaInvocation({}, rest as LambdaContext, undefined).attributes).toBeTypeOf(
        'object',
      );
    }),
  );
});
