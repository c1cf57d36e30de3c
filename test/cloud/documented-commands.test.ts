import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { credentials, region } from '../export/sqs-endpoint.ts';
import { startMoto } from './moto.ts';
import { installTool } from './python-tool.ts';
import { skipOutsideCi } from './skip-outside-ci.ts';

const run = promisify(execFile);
const gcloud = await run('gcloud', ['--version']).catch((error) =>
  skipOutsideCi('the Google Cloud CLI is not installed', error),
);
const [moto, awsCli] = [await startMoto(), await installTool('awscli', 'awscli==1.46.3')];
const home = mkdtempSync(join(realpathSync(tmpdir()), 'commands-'));
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await moto?.stop();
});

/** The commands of a page that begin with a program's name, each on one line. */
function commandsOf(page: string, program: string): string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/\\\n\s*/g, '');
  return text.split('\n').filter((line) => line.startsWith(`${program} `));
}

/** What a command of the shell says when it fails; nothing where it doesn't. */
async function failureOf(command: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: home, ...environment };
  return run('bash', ['-c', command], { env }).then(
    () => '',
    ({ code, stderr }: { code: number; stderr: string }) => `${code} ${stderr}`,
  );
}

const onGoogle = commandsOf('docs/google-cloud.md', 'gcloud');

test.skipIf(!gcloud).each(onGoogle)('Google understands %s', async (command) => {
  const failure = await failureOf(command, {
    PROJECT: 'shop',
    CLOUDSDK_CONFIG: home,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
  });

  // Nobody is signed in here; a mistake in the command itself is told before that, as 2.
  expect(failure).toMatch(/^1 .*You do not currently have an active account selected/s);
});

const onAws = commandsOf('docs/backends.md', 'aws');

test.skipIf(!moto || !awsCli).each(onAws)('AWS understands %s', async (command) => {
  const environment = {
    PATH: `${awsCli}:${process.env['PATH']}`,
    AWS_ENDPOINT_URL: moto?.endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  await failureOf('aws logs create-log-group --log-group-name aws/spans', environment);

  const failure = await failureOf(command, environment);

  // moto has no indexing rules: that is what it says, and not that the command is wrong.
  expect(failure).toMatch(command.startsWith('aws logs') ? /^$/ : /Not yet implemented|404|501/);
});

test('the pages have such commands', () => {
  expect([onGoogle.length, onAws.length]).toEqual([6, 2]);
});
