import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { xrayActions } from '../support/xray-actions.ts';

/** The URL of an endpoint; of `aws` that of X-Ray in the region that a construct is deployed to. */
export function urlOf(endpoint: string, scope: IConstruct): string {
  const { region, urlSuffix } = Stack.of(scope);
  return endpoint === 'aws' ? `https://xray.${region}.${urlSuffix}` : endpoint;
}

/** Lets a function send to an endpoint that goes by its role. */
export function grantEndpoint(endpoint: string | undefined, { grantPrincipal }: IGrantable): void {
  if (endpoint !== 'aws') return;
  const statement = new PolicyStatement({ actions: [...xrayActions], resources: ['*'] });
  grantPrincipal.addToPrincipalPolicy(statement);
}
