import { expect, test } from 'vitest';
import { readExportFile } from '../../../src/viewer/server/read-export-file.ts';

const span = (id: string) => ({ traceId: id.repeat(32), spanId: id.repeat(16) });
const traces = { resourceSpans: [{ scopeSpans: [{ spans: ['1', '2'].map(span) }] }] };
const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] };
const metrics = {
  resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [{}] } }] }] }],
};

test.each([
  { name: 'one export', text: JSON.stringify(traces, null, 2), found: ['traces 2'] },
  {
    name: 'a line for each, with empty ones',
    text: [traces, logs, '', metrics].map((each) => each && JSON.stringify(each)).join('\n'),
    found: ['traces 2', 'logs 1', 'metrics 1'],
  },
  {
    name: 'all signals in one',
    text: JSON.stringify({ ...traces, ...logs, ...metrics }),
    found: ['traces 2', 'logs 1', 'metrics 1'],
  },
])('$name is read', ({ text, found }) => {
  const exports = readExportFile(Buffer.from(text));

  expect(exports.map(({ batch: { signal, items } }) => `${signal} ${items.length}`)).toEqual(found);
});

test.each([
  ['', /there are no spans/],
  ['{}', /there are no spans/],
  ['[1]', /there are no spans/],
  [`${JSON.stringify(traces)}\n{"resourceSpans"`, /JSON/],
])('%j is refused', (text, problem) => {
  expect(() => readExportFile(Buffer.from(text))).toThrow(problem);
});
