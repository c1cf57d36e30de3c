import { readGoogleApi } from '../config/google-apis.ts';
import { metadataTokens } from '../export/access-tokens.ts';
import { googleCall, refusalOf } from '../export/google-call.ts';
import type { HttpAnswer } from '../export/http-request.ts';
import type { SecretStores } from './secrets.ts';

/**
 * Google's Secret Manager; without a version, the latest is read.
 * https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access
 */
export function googleSecretStores(): SecretStores {
  const tokens = metadataTokens();
  return {
    async projects(name, deadline) {
      const version = name.includes('/versions/') ? name : `${name}/versions/latest`;
      const path = `/v1/${version}:access`;
      const access = googleCall(readGoogleApi('SECRETMANAGER'), path, 'GET', tokens);
      return secretIn(await access(undefined, deadline), name);
    },
  };
}

/** The parser's own message could quote the secret. */
function secretIn(answer: HttpAnswer, name: string): string {
  const failed = (cause: Error) => new Error(`the secret ${name} can't be read`, { cause });
  if (answer.status === 'unanswered') throw failed(answer.error);
  const { code, body } = answer;
  if (code !== 200) throw failed(new Error(`${code}: ${refusalOf(body)}`));
  const data = dataIn(body);
  if (data === undefined) throw failed(new Error('the answer holds none'));
  return Buffer.from(data, 'base64').toString().trim();
}

function dataIn(body: string): string | undefined {
  try {
    const { payload } = JSON.parse(body) as { payload?: { data?: unknown } };
    return typeof payload?.data === 'string' ? payload.data : undefined;
  } catch {
    return undefined;
  }
}
