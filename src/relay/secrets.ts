import { readVariable } from '../config/environment-variable.ts';
import type { Deadline } from '../support/deadline.ts';
import {
  findSecretReference,
  type SecretReference,
  type SecretStoreName,
} from './secret-reference.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers with their secrets, or why one could not be had. */
type ResolvedHeaders =
  | { readonly status: 'resolved'; readonly headers: Headers }
  | { readonly status: 'missing'; readonly error: Error };

/** Puts secrets in the place of what names them. Never throws, and is done by `deadline`. */
export type ResolveSecrets = (headers: Headers, deadline: Deadline) => Promise<ResolvedHeaders>;

/** Reads a secret. Rejects where there is none; the error holds nothing of it. */
type ReadSecret = (id: string, deadline: Deadline) => Promise<string>;

/** The stores of a platform. The function's own environment is everywhere. */
export type SecretStores = Readonly<Partial<Record<SecretStoreName, ReadSecret>>>;

/** How long a secret is kept before it is read again, in case it was rotated. */
const freshForMs = 5 * 60_000;

/** Reads secrets when they are first needed. */
export function createSecretResolver(
  platformStores: SecretStores,
  now: () => number = Date.now,
): ResolveSecrets {
  const stores: SecretStores = { env: readVariableSecret, ...platformStores };
  const known = new Map<string, { readonly secret: string; readonly readAt: number }>();

  async function read(reference: SecretReference, deadline: Deadline): Promise<string> {
    const { text: name, store, id, key } = reference;
    const kept = known.get(name);
    if (kept && now() - kept.readAt < freshForMs) return kept.secret;
    const readFrom = stores[store];
    if (!readFrom) throw new Error(`the secret ${name} can't be read on this platform`);
    const text = await readFrom(id, deadline);
    const secret = key === undefined ? text : fieldOf(text, key, name);
    known.set(name, { secret, readAt: now() });
    return secret;
  }

  async function resolve(value: string, deadline: Deadline): Promise<string> {
    const reference = findSecretReference(value);
    if (!reference) return value;
    const secret = await read(reference, deadline);
    return value.replace(reference.text, () => secret);
  }

  return async (headers, deadline) => {
    try {
      const entries = Object.entries(headers).map(async ([name, value]) => [
        name,
        await resolve(value, deadline),
      ]);
      return { status: 'resolved', headers: Object.fromEntries(await Promise.all(entries)) };
    } catch (error) {
      return { status: 'missing', error: error as Error };
    }
  };
}

/** Platforms can fill variables with secrets themselves. */
async function readVariableSecret(name: string): Promise<string> {
  const secret = readVariable(name);
  if (secret === undefined) throw new Error(`the variable ${name} is not set`);
  return secret.trim();
}

/** One value of a secret that is a JSON object. The parser's own message could quote it. */
function fieldOf(text: string, key: string, name: string): string {
  let value: unknown;
  try {
    value = (JSON.parse(text) as Readonly<Record<string, unknown>>)[key];
  } catch {
    throw new Error(`the secret of ${name} is not JSON`);
  }
  if (typeof value === 'string') return value;
  throw new Error(`the secret of ${name} has no text under that key`);
}
