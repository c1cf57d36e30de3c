import type { AwsService } from '../aws-service.ts';
import { attributesOf } from '../read-input.ts';

/** Which parameters, never their values. */
export const ssm: AwsService = {
  name: 'SSM',
  describe: ({ operation, input }) =>
    operation.includes('Parameter')
      ? {
          attributes: attributesOf(input, 'aws.ssm.parameter.', {
            name: 'Name',
            names: 'Names',
            path: 'Path',
          }),
        }
      : {},
};
