import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { answerSampling, readStrategies } from '../../../src/viewer/server/sampling.ts';
import { answers } from './answers.ts';
import { strategies } from './strategies.ts';

test.each([
  { service: 'share', answer: answers.operations },
  { service: 'limited', answer: answers.rateLimitingWithOperations },
])('the viewer answers for $service byte by byte as Jaeger does', ({ service, answer }) => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'strategies-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'strategies.json');
  writeFileSync(file, JSON.stringify(strategies));

  const url = new URL(`http://127.0.0.1/sampling?service=${service}`);

  expect(
    answerSampling(
      url,
      readStrategies(file, () => undefined),
    )?.body,
  ).toBe(answer);
});
