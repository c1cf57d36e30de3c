import type { AwsService } from '../aws-service.ts';
import { text } from '../read-input.ts';
import type { AwsInput } from '../smithy.ts';

/** Which secret, never what is in it. */
export const secretsManager: AwsService = {
  name: 'SecretsManager',
  describe: ({ input }) => ({ attributes: arnIn(input, 'SecretId') }),
  result: (_call, output) => ({ attributes: arnIn(output, 'ARN') }),
};

function arnIn(value: AwsInput, member: string): { 'aws.secretsmanager.secret.arn'?: string } {
  const arn = text(value, member);
  return arn?.startsWith('arn:') ? { 'aws.secretsmanager.secret.arn': arn } : {};
}
