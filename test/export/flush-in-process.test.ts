import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Answer, ok, startEndpoint, status } from './otlp-endpoint.ts';

describe('a process', () => {
  const slow: Answer = (response) => setTimeout(() => response.end(), 300);

  test.each([
    { title: 'at once', answers: [ok] },
    { title: 'late', answers: [slow] },
    { title: 'at the second try', answers: [status(503), ok] },
  ])('ends by itself, and not before its flush was answered $title', async ({ answers }) => {
    const { url, received } = await startEndpoint(...answers);

    const { output } = await flushInProcess(url);

    expect(output.flushed).toBe(true);
    expect(received).toHaveLength(answers.length);
  });

  test('loads neither https nor zlib where it needs none', async () => {
    const { url } = await startEndpoint(ok);

    const { output } = await flushInProcess(url);

    expect(output.loaded).not.toContain('NativeModule https');
    expect(output.loaded).not.toContain('NativeModule zlib');
  });
});

async function flushInProcess(url: string) {
  const script = fileURLToPath(new URL('flush-once.ts', import.meta.url));
  // Well below the time for which the endpoint keeps an idle connection: that must not be what ends the process.
  const { stdout } = await promisify(execFile)(process.execPath, [script, url], {
    timeout: 30_000,
  });
  return { output: JSON.parse(stdout) as { flushed: boolean; loaded: string[] } };
}
