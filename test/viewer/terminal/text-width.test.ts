import { expect, test } from 'vitest';
import { cutText, fitText, textWidth } from '../../../src/viewer/terminal/text-width.ts';

test.each([
  ['order', 5],
  ['grün', 4],
  ['gru\u0308n', 4],
  ['注文', 4],
  ['ﾊﾝｶｸ', 4],
  ['🧊', 2],
  ['👩‍💻', 2],
  ['한글', 4],
  ['', 0],
])('%s takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('a text is cut between whole characters', () => {
  expect(cutText('注文を保存', 6)).toBe('注文…');
  expect(fitText('注文を保存', 6)).toBe('注文… ');
  expect(cutText('orders', 6)).toBe('orders');
  expect(cutText('orders', 0)).toBe('');
});
