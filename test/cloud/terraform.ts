import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { skipOutsideCi } from './skip-outside-ci.ts';

const run = promisify(execFile);

/** Runs Terraform in `directory`, with an AWS at `endpoint`. Gives what it prints, and throws with it where it fails. */
export type Terraform = (
  directory: string,
  endpoint: string,
  ...args: readonly string[]
) => Promise<string>;

/** Where the AWS provider may be installed, for machines that don't reach Terraform's registry. */
const plugins = process.env['TERRAFORM_PLUGINS'];

/** Finds Terraform. Where it is not installed: see `skipOutsideCi`. */
export async function findTerraform(): Promise<Terraform | undefined> {
  try {
    await run('terraform', ['version']);
  } catch (error) {
    return skipOutsideCi('terraform is not installed', error);
  }
  return async (directory, endpoint, command, ...args) => {
    const options = command === 'init' && plugins ? ['-plugin-dir', plugins] : [];
    const { stdout } = await run('terraform', [command ?? '', '-no-color', ...options, ...args], {
      cwd: directory,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TF_IN_AUTOMATION: 'true',
        TF_INPUT: 'false',
        CHECKPOINT_DISABLE: 'true',
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
    });
    return stdout;
  };
}
