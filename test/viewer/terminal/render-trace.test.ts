import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderTrace } from '../../../src/viewer/terminal/render-trace.ts';
import { textWidth } from '../../../src/viewer/terminal/text-width.ts';
import { collectedSpan, nanoseconds } from './collected-span.ts';

const plain = { colour: false, width: 60 };
const lines = (text: string) => text.split('\n').map((line) => line.trimEnd());

test('a trace is a tree beside a time axis', () => {
  const spans = [
    collectedSpan({ id: 3, parent: 2, from: 4, to: 8 }, { kind: 'client' }),
    collectedSpan({ id: 4, parent: 1, from: 8, to: 9 }),
    collectedSpan({ id: 1, from: 0, to: 10 }, { name: 'POST /orders', kind: 'server' }),
    collectedSpan({ id: 2, parent: 1, from: 2, to: 8 }, { attributes: { 'order.items': 3 } }),
  ];

  expect(lines(renderTrace(spans, plain))).toEqual([
    `trace ${'a'.repeat(32)}  4 spans  10.0 ms`,
    'POST /orders server ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━   10.0 ms',
    '├ span 2                  ━━━━━━━━━━━━━━━━━━         6.00 ms',
    '│   order.items=3',
    '│ └ span 3 client               ━━━━━━━━━━━━         4.00 ms',
    '└ span 4                                    ━━━      1.00 ms',
  ]);
});

test('a child that starts before its parent widens the axis to the left', () => {
  const spans = [
    collectedSpan({ id: 1, from: 0, to: 10 }, { name: 'root' }),
    collectedSpan({ id: 2, parent: 1, from: -90, to: -5 }, { name: 'init' }),
  ];

  const [headline, root, init] = lines(renderTrace(spans, plain));

  expect(headline).toContain('100 ms');
  expect(root).toMatch(/^root {25,}━+ +10\.0 ms$/);
  expect(init).toMatch(/^└ init +━{25,} +85\.0 ms$/);
});

test('a failed span names its error', () => {
  const attributes = { 'exception.type': 'OrderNotFound', 'exception.message': 'no order 7' };
  const exception = { name: 'exception', time: nanoseconds(5), attributes, droppedAttributes: 0 };
  const status = { code: 'error', message: 'no order 7' } as const;
  const thrown = collectedSpan({ id: 1 }, { status, events: [exception] });
  const refused = collectedSpan({ id: 1 }, { status: { code: 'error', message: '' } });

  expect(renderTrace([thrown], plain)).toContain('✖ OrderNotFound: no order 7');
  expect(renderTrace([refused], plain)).toContain('✖ failed');
  const typed = { ...refused, attributes: { 'error.type': '503' } };
  expect(renderTrace([typed], plain)).toContain('✖ 503');
});

test('events are told with their time', () => {
  const attributes = { sku: 'ice', left: 9007199254740993n };
  const event = { name: 'reserved', time: nanoseconds(2.5), attributes, droppedAttributes: 0 };

  const text = renderTrace([collectedSpan({ id: 1 }, { events: [event] })], plain);

  expect(text).toContain('• reserved after 2.50 ms  sku=ice  left=9007199254740993');
});

test('a missing parent is told, unless it belongs to the caller', () => {
  const lost = collectedSpan({ id: 1, parent: 9 });
  const called = collectedSpan({ id: 1, parent: 9 }, { flags: 0x301 });

  expect(renderTrace([lost], plain)).toContain('its parent 0000000000000009 is not here');
  expect(renderTrace([called], plain)).not.toContain('is not here');
});

test('spans that are each other’s parents are shown once each', () => {
  const circle = [collectedSpan({ id: 1, parent: 2 }), collectedSpan({ id: 2, parent: 1 })];

  expect(lines(renderTrace(circle, plain))).toHaveLength(3);
});

test('of thousands of spans the first are shown and the others counted', () => {
  const status = { code: 'error', message: '' } as const;
  const children = Array.from({ length: 5_000 }, (_, index) =>
    collectedSpan(
      { id: index + 2, parent: 1, from: index, to: index + 1 },
      index > 4_990 ? { status } : {},
    ),
  );

  const shown = lines(renderTrace([collectedSpan({ id: 1 }), ...children], plain));

  expect(shown).toHaveLength(1 + 1 + 20 + 1);
  expect(shown.at(-1)).toBe('… and 4980 more, 9 of them failed');
});

test('a deep trace is cut as well', () => {
  const chain = Array.from({ length: 5_000 }, (_, index) =>
    collectedSpan(index === 0 ? { id: 1 } : { id: index + 1, parent: index }),
  );

  const shown = lines(renderTrace(chain, { ...plain, maxRows: 30 }));

  expect(shown.at(-1)).toBe('… and 4970 more');
});

test('colour changes nothing but the colour', () => {
  const status = { code: 'error', message: 'no stock' } as const;
  const spans = [
    collectedSpan({ id: 1 }, { kind: 'server', attributes: { a: 1 } }),
    collectedSpan({ id: 2, parent: 1 }, { kind: 'client', status }),
  ];

  const coloured = renderTrace(spans, { ...plain, colour: true });

  expect(coloured).not.toBe(renderTrace(spans, plain));
  expect(stripVTControlCharacters(coloured)).toBe(renderTrace(spans, plain));
});

test('what a span carries cannot steer the terminal', () => {
  const attributes = { evil: '\u001b[31mred\nnew line\u202e' };

  const text = renderTrace(
    [collectedSpan({ id: 1 }, { name: 'a\u001bb\r\nc', attributes })],
    plain,
  );

  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(text.split('\n')).toHaveLength(3);
});

test('no line is wider than the terminal, whatever the spans are called', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.constant('注文を保存 🧊'),
  );
  const span = fc.record({
    id: fc.integer({ min: 1, max: 9 }),
    parent: fc.nat(9),
    from: fc.nat(50),
    to: fc.nat(99),
  });

  fc.assert(
    fc.property(
      fc.array(fc.tuple(span, name), { maxLength: 12 }),
      fc.integer({ min: 40, max: 120 }),
      (described, width) => {
        const spans = described.map(([where, text]) =>
          collectedSpan(where, { name: text, attributes: { text } }),
        );

        const text = renderTrace(spans, { colour: false, width });

        for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
