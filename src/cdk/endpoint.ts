import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { awsActionsFor, awsServiceOf } from '../support/aws-otlp.ts';
import type { Signal } from '../support/signal.ts';
import type { ValueWriter } from '../support/signal-variables.ts';

/** Writes the endpoints of AWS in the region that a construct is deployed to. */
export function writerFor(scope: IConstruct): ValueWriter<string> {
  const { region, urlSuffix } = Stack.of(scope);
  return {
    awsUrl: (signal, path) => `https://${awsServiceOf[signal]}.${region}.${urlSuffix}${path}`,
    join: (parts) => parts.join(''),
  };
}

/** What a role must be allowed to send a signal to AWS's own endpoint. */
export function awsStatement(signal: Signal, resource = '*'): PolicyStatement {
  return new PolicyStatement({
    actions: [...awsActionsFor[awsServiceOf[signal]]],
    resources: [resource],
  });
}
