import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';

export class ShopStack extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);

    new NodejsFunction(this, 'Checkout', {
      entry: path.join(__dirname, '..', 'lambda', 'checkout.ts'),
      handler: 'checkout',
      runtime: lambda.Runtime.NODEJS_22_X,
      timeout: cdk.Duration.seconds(30),
      environment: { ANTIFREEZE_ENDPOINT: 'aws', TABLE: this.stackName },
      bundling: { minify: true, bundleAwsSDK: true },
    });

    new NodejsFunction(this, 'refund', {
      runtime: lambda.Runtime.NODEJS_18_X,
    });

    new lambda.Function(this, 'Mail', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'mail.send',
      code: lambda.Code.fromAsset(path.join(__dirname, '../lambda')),
    });
  }
}
