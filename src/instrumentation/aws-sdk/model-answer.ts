import type { Attributes } from '@opentelemetry/api';
import { type Headers, readHeader } from '../../propagation/headers.ts';
import { object, objects, text } from './read-input.ts';
import type { AwsInput } from './smithy.ts';

/** Of an answer, in bytes: longer ones are files in base64. */
const longestAnswer = 1024 * 1024;

/** Spares most chunks of an answer the parsing, as they hold text only. */
const telling = /token|usage|stop|finish|reason/i;

/** Of numbers of tokens, the names that the models and Bedrock itself have for each. */
const inputTokens =
  'inputTokens inputTokenCount input_tokens inputTextTokenCount prompt_tokens prompt_token_count';
const outputTokens =
  'outputTokens outputTokenCount output_tokens totalOutputTextTokenCount completion_tokens generation_token_count tokenCount';
const cacheReadTokens = 'cacheReadInputTokens cacheReadInputTokenCount cache_read_input_tokens';
const cacheWriteTokens =
  'cacheWriteInputTokens cacheWriteInputTokenCount cache_creation_input_tokens';
const reasons = 'stopReason stop_reason finish_reason completionReason';

/** The bytes of a body that is in memory, of which there is no copy made. */
export function bytesOf(body: unknown): Buffer | undefined {
  if (typeof body === 'string') return Buffer.from(body);
  return body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    : undefined;
}

/** The numbers in what a model answers, whole or in chunks, each model in its own words. */
export function modelAnswer(body: unknown): Attributes {
  const bytes = bytesOf(body);
  if (!bytes || bytes.length > longestAnswer) return {};
  const json = bytes.toString();
  const answer = telling.test(json) ? parseObject(json) : undefined;
  if (!answer) return {};

  const message = object(answer, 'message');
  const results = ['results', 'outputs', 'choices', 'generations'].flatMap((list) =>
    objects(answer, list),
  );
  const ended = [answer, object(answer, 'delta'), object(answer, 'messageStop'), ...results];
  const id = text(answer, 'id') ?? text(message, 'id');
  const model = text(answer, 'model') ?? text(message, 'model');
  return {
    ...(id && { 'gen_ai.response.id': id }),
    ...(model && { 'gen_ai.response.model': model }),
    ...finishReasons(ended),
    ...tokenUsage([
      answer,
      ...results.slice(0, 1),
      object(message, 'usage'),
      object(object(answer, 'metadata'), 'usage'),
      object(answer, 'usage'),
      object(answer, 'amazon-bedrock-invocationMetrics'),
    ]),
  };
}

/** The numbers in the headers of an answer. */
export function tokensInHeaders(headers: Headers): Attributes {
  const read = (name: string) => readHeader(headers, `x-amzn-bedrock-${name}-token-count`);
  const counts = {
    inputTokens: read('input'),
    outputTokens: read('output'),
    cacheReadInputTokens: read('cache-read-input'),
    cacheWriteInputTokens: read('cache-write-input'),
  };
  const entries = Object.entries(counts).filter(([, count]) => count !== undefined);
  return tokenUsage([Object.fromEntries(entries.map(([name, count]) => [name, Number(count)]))]);
}

/** Of several sources, the last one counts that has a number. */
export function tokenUsage(sources: readonly AwsInput[]): Attributes {
  const find = (names: string) =>
    sources.flatMap((source) => names.split(' ').map((name) => source[name])).findLast(isCount);
  const [input, output] = [find(inputTokens), find(outputTokens)];
  const [cacheRead, cacheWrite] = [find(cacheReadTokens), find(cacheWriteTokens)];
  return {
    // By the conventions with those of the cache, which Bedrock counts apart.
    ...(input !== undefined && {
      'gen_ai.usage.input_tokens': input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    }),
    ...(output !== undefined && { 'gen_ai.usage.output_tokens': output }),
    ...(cacheRead !== undefined && { 'gen_ai.usage.cache_read.input_tokens': cacheRead }),
    ...(cacheWrite !== undefined && { 'gen_ai.usage.cache_creation.input_tokens': cacheWrite }),
  };
}

export function finishReasons(sources: readonly AwsInput[]): Attributes {
  const found = sources.flatMap((source) => {
    const name = reasons.split(' ').find((reason) => text(source, reason));
    return name ? String(source[name]) : [];
  });
  return found.length > 0 ? { 'gen_ai.response.finish_reasons': found } : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function parseObject(json: string): AwsInput | undefined {
  try {
    const parsed: unknown = JSON.parse(json);
    return typeof parsed === 'object' && parsed !== null ? (parsed as AwsInput) : undefined;
  } catch {
    return undefined;
  }
}
