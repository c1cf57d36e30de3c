import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { diagnose } from '../../../src/cli/doctor/diagnose.ts';
import { renderTable } from '../../../src/cli/doctor/render-table.ts';
import type { Report } from '../../../src/cli/doctor/report.ts';
import { version } from '../../../src/support/version.ts';
import { layer, relay, sender, sound } from './sound-function.ts';

const untraced = { ...sound, name: 'plain', layers: [], variables: {} };
const others = {
  ...untraced,
  name: 'somebody-elses',
  layers: [layer({ kind: 'unknown' }, 'Datadog-Node24-x')],
};
const image = { ...untraced, name: 'image', runtime: undefined };
const report: Report = {
  regions: [
    {
      region: 'eu-west-1',
      diagnoses: diagnose([
        sound,
        { ...sender, name: 'orders-worker', maySend: false },
        relay({}),
        untraced,
        others,
        image,
      ]),
      gaps: [{ what: 'what layers hold', reason: 'lambda:GetLayerVersion is not allowed' }],
    },
    { region: 'us-east-1', diagnoses: [], gaps: [] },
  ],
};
const plain = { width: undefined, color: false };

test('each function is a line, with what is wrong beneath it', () => {
  expect(
    renderTable(report, false, plain),
  ).toBe(`eu-west-1: 6 functions, 2 traced, 1 error, 0 warnings
FUNCTION       TRACED BY   VERSION  SPANS GO TO
orders         layer       ${version}    https://collector.example.com:4318/v1/traces
orders-worker  layer       ${version}    relay https://sqs.eu-west-1.amazonaws.com/123456789012/spans
    error relay-send-denied: Its role may not send to the queue, so its spans are lost. Allow sqs:SendMessage on the queue.
relay          is a relay  -        -
3 more not traced; --all lists them.
Not checked: what layers hold, because lambda:GetLayerVersion is not allowed.

us-east-1: 0 functions, 0 traced, 0 errors, 0 warnings
`);
});

test('all functions are listed where that is asked for, with what traces them instead', () => {
  const table = renderTable(report, true, plain);

  expect(table).toMatch(/^plain +nothing \(nodejs24\.x\) +- +-$/m);
  expect(table).toMatch(/^somebody-elses +Datadog +- +-$/m);
  expect(table).toMatch(/^image +nothing \(image\) +- +-$/m);
  expect(table).not.toContain('--all');
});

test('no line is wider than the terminal', () => {
  const lines = renderTable(report, true, { width: 60, color: false }).split('\n');

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(
    'Its role may not send to the queue, so its spans are lost. Allow sqs:SendMessage on the queue.',
  );
});

test('colours change nothing but colours', () => {
  const colored = renderTable(report, true, { width: 80, color: true });

  expect(colored).toContain('\u001b[31merror\u001b[39m');
  expect(stripVTControlCharacters(colored)).toBe(
    renderTable(report, true, { width: 80, color: false }),
  );
});
