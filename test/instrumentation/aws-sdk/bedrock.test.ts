import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { expect, test } from 'vitest';
import { localAws } from './local-aws.ts';
import { tracedAws } from './traced-aws.ts';

/** Calls a model of a local server, and gives the attributes of the call's span. */
async function invoke(
  modelId: string,
  request: object,
  answer: object,
  headers: Record<string, string> = {},
) {
  const aws = await localAws([{ headers, body: answer }], { http2: true });
  const traced = tracedAws();
  const { body } = await new BedrockRuntimeClient(aws.client).send(
    new InvokeModelCommand({ modelId, body: JSON.stringify(request) }),
  );
  return { span: traced.span(), body: JSON.parse(body?.transformToString() ?? '') as unknown };
}

const prompt = { prompt: 'hush' };
const messages = { messages: [{ role: 'user', content: 'hush' }] };

test.each([
  ['anthropic.claude', messages, 'chat'],
  ['meta.llama', prompt, 'text_completion'],
  ['amazon.titan-embed-text-v2:0', { inputText: 'hush' }, 'embeddings'],
  ['cohere.embed-english-v3', { texts: ['hush'] }, 'embeddings'],
  ['amazon.nova-canvas-v1:0', { taskType: 'TEXT_IMAGE' }, 'generate_content'],
])('what is asked of %s is named by what it is', async (model, request, operation) => {
  const { span } = await invoke(model, request, {});

  expect(span).toMatchObject({
    name: `${operation} ${model}`,
    attributes: { 'gen_ai.operation.name': operation, 'gen_ai.request.model': model },
  });
  expect(JSON.stringify(span.attributes)).not.toContain('hush');
});

test('tokens are in the headers, whatever the model, and those of the cache are counted in', async () => {
  const { span } = await invoke(
    'm',
    prompt,
    {},
    {
      'x-amzn-bedrock-input-token-count': '10',
      'x-amzn-bedrock-output-token-count': '4',
      'x-amzn-bedrock-cache-read-input-token-count': '2',
      'x-amzn-bedrock-cache-write-input-token-count': '1',
    },
  );

  expect(span.attributes).toMatchObject({
    'gen_ai.usage.input_tokens': 13,
    'gen_ai.usage.output_tokens': 4,
    'gen_ai.usage.cache_read.input_tokens': 2,
    'gen_ai.usage.cache_creation.input_tokens': 1,
  });
});

test.each([
  {
    model: 'Claude',
    answer: {
      id: 'msg_1',
      model: 'c',
      content: [{ type: 'text', text: 'hush' }],
      stop_reason: 'end',
      usage: { input_tokens: 9, output_tokens: 4 },
    },
  },
  { model: 'Nova', answer: { stopReason: 'end', usage: { inputTokens: 9, outputTokens: 4 } } },
  {
    model: 'Llama',
    answer: { stop_reason: 'end', prompt_token_count: 9, generation_token_count: 4 },
  },
  {
    model: 'Titan',
    answer: {
      inputTextTokenCount: 9,
      results: [{ tokenCount: 4, outputText: 'hush', completionReason: 'end' }],
    },
  },
  {
    model: 'Mistral',
    answer: {
      choices: [{ finish_reason: 'end' }],
      usage: { prompt_tokens: 9, completion_tokens: 4 },
    },
  },
])('what the answer of $model says is read as it is in memory', async ({ answer }) => {
  const { span, body } = await invoke('m', prompt, answer);

  expect(body).toEqual(answer);
  expect(span.attributes).toMatchObject({
    'gen_ai.usage.input_tokens': 9,
    'gen_ai.usage.output_tokens': 4,
    'gen_ai.response.finish_reasons': ['end'],
  });
  expect(JSON.stringify(span.attributes)).not.toContain('hush');
});
