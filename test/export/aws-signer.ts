import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from '../../src/config/aws-credentials.ts';
import type { AwsRequest, SigningScope } from '../../src/export/aws-signature.ts';

type SignerOptions = ConstructorParameters<typeof SignatureV4>[0];

/** The headers that AWS's own signer makes. */
export async function signedByAws(
  { url, headers, body }: AwsRequest,
  { region, service }: SigningScope,
  credentials: AwsCredentials,
  signingDate: Date,
): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    region,
    service,
    sha256: NodeSha256 as unknown as SignerOptions['sha256'],
    applyChecksum: false,
  });
  const request = {
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  };
  return (await signer.sign(request, { signingDate })).headers;
}

class NodeSha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>;

  constructor(key?: string | Uint8Array) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
}
