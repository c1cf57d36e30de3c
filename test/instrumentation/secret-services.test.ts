import { expect, test } from 'vitest';
import { dealsInSecrets, isSecretService } from '../../src/instrumentation/secret-services.ts';

test.each([
  'https://secretsmanager.eu-west-1.amazonaws.com/',
  'https://ssm.eu-west-1.amazonaws.com/',
  'https://kms-fips.us-gov-west-1.amazonaws.com/',
  'https://sts.amazonaws.com/',
  'https://cognito-idp.cn-north-1.amazonaws.com.cn/',
  'https://vpce-1.secretsmanager.eu-west-1.vpce.amazonaws.com/',
  'http://localhost:2773/secretsmanager/get?secretId=db',
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/role',
  'http://metadata.google.internal/computeMetadata/v1/token',
  'https://secretmanager.googleapis.com/v1/projects/p/secrets/s:access',
  'https://login.example/oauth2/token',
  'https://own.vault.azure.net/secrets/db',
])('%s deals in secrets', (url) => {
  expect(dealsInSecrets(new URL(url))).toBe(true);
});

test.each([
  'https://sqs.eu-west-1.amazonaws.com/1/orders',
  'https://kms.example/orders',
  'https://shop.example/tokens-of-love',
  'https://pubsub.googleapis.com/v1/projects/p/topics/t:publish',
])('%s does not', (url) => {
  expect(dealsInSecrets(new URL(url))).toBe(false);
});

test('clients are known by the names that the SDK has for them', () => {
  expect(['SecretsManager', 'SSM', 'KMS', 'STS', 'CognitoIdentity'].every(isSecretService)).toBe(
    true,
  );
  expect(['SQS', 'DynamoDB', 'constructor'].some(isSecretService)).toBe(false);
});
