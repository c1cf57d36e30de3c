import { type Answer, startEndpoint } from './otlp-endpoint.ts';

/** A metadata server that gives out `token-1`, `token-2` and so on, each good for `lifetime` seconds. */
export async function metadataServer({ lifetime = 3_600 } = {}) {
  let given = 0;
  const answer: Answer = (response) =>
    response.end(JSON.stringify({ access_token: `token-${++given}`, expires_in: lifetime }));
  const { origin, received } = await startEndpoint(answer);
  return { host: new URL(origin).host, received };
}
