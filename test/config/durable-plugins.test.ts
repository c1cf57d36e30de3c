import { afterEach, expect, test, vi } from 'vitest';
import { answerDurablePlugins } from '../../src/config/durable-plugins.ts';

const variable = 'DURABLE_EXECUTION_PLUGINS';

afterEach(() => {
  vi.unstubAllEnvs();
  delete process.env[variable];
  Reflect.deleteProperty(Object.getPrototypeOf(process.env), variable);
});

test('on Lambda, who reads the variable gets the answer, and no list of variables shows it', () => {
  vi.stubEnv('AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9001');
  process.env[variable] = 'own';

  answerDurablePlugins((own) => `${own},ours`);

  expect(process.env[variable]).toBe('own,ours');
  expect(Object.keys(process.env)).not.toContain(variable);
  expect(Reflect.get({}, variable)).toBeUndefined();
});

test('two copies of this package ask one another', () => {
  vi.stubEnv('AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9001');

  answerDurablePlugins((own) => own);
  answerDurablePlugins((own) => own ?? 'second');

  expect(process.env[variable]).toBe('second');
});

test('what the function sets later is what counts', () => {
  vi.stubEnv('AWS_LAMBDA_RUNTIME_API', '127.0.0.1:9001');
  answerDurablePlugins(() => 'ours');

  process.env[variable] = 'later';

  expect(process.env[variable]).toBe('later');
});

test('elsewhere nothing is changed', () => {
  vi.stubEnv('AWS_LAMBDA_RUNTIME_API', '');
  process.env[variable] = 'own';

  answerDurablePlugins(() => 'ours');

  expect(process.env[variable]).toBe('own');
});
