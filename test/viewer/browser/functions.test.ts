import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSpans } from '../../../src/viewer/otlp/collected-span.ts';
import type { TraceSummary } from '../../../src/viewer/store/trace-summary.ts';
import { startViewer } from '../server/start-viewer.ts';
import { findBarriers, hasNoBrowser, openBrowser, openPage, takePicture } from './open-browser.ts';
import { runFunctions } from './real-functions.ts';

describe.skipIf(hasNoBrowser)('what real functions sent', () => {
  let viewer: Awaited<ReturnType<typeof startViewer>>;
  let browser: Browser;
  let hop: TraceSummary;
  const hopUrl = () => `${viewer.page}/traces/${hop.traceId}`;

  beforeAll(async () => {
    viewer = await startViewer();
    await runFunctions(viewer.endpoint);
    await sendLogsAndMetrics();
    browser = await openBrowser();
    const found = viewer.store.traces.summaries().find(({ services }) => services.length === 3);
    if (!found) throw new Error('the trace through the queue is not there');
    hop = found;
  });
  afterAll(async () => {
    await browser?.close();
    await viewer?.close();
  });

  /** A log record in the span that sends the message, and a metric with that trace as its exemplar. */
  async function sendLogsAndMetrics(): Promise<void> {
    const sending = viewer.store.traces
      .summaries()
      .flatMap(({ traceId }) => viewer.store.traces.trace(traceId))
      .find(({ kind }) => kind === 'producer');
    const time = String(sending?.start ?? 0n);
    const context = { traceId: sending?.traceId, spanId: sending?.spanId };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] };
    const record = {
      timeUnixNano: time,
      severityNumber: 13,
      body: { stringValue: 'sending late' },
    };
    const point = { timeUnixNano: time, asDouble: 2.5, exemplars: [context] };
    const send = (path: string, body: object) =>
      fetch(`${viewer.endpoint}/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await send('logs', {
      resourceLogs: [{ resource, scopeLogs: [{ logRecords: [{ ...record, ...context }] }] }],
    });
    const metric = { name: 'orders.value', unit: 'EUR', gauge: { dataPoints: [point] } };
    await send('metrics', {
      resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }],
    });
  }

  test('the list has each trace with what it is, and narrows by filters and words', async () => {
    const page = await openPage(browser, viewer.page);
    const lines = page.locator('table.traces tbody tr');

    await expect.poll(() => lines.count()).toBeGreaterThan(4);
    await page.getByRole('button', { name: 'Errors' }).click();
    await expect.poll(() => lines.allInnerTexts()).toHaveLength(2);
    expect((await lines.allInnerTexts()).join()).toMatch(/interrupted[\s\S]*OutOfStockError/);
    await page.getByRole('button', { name: 'Errors' }).click();
    await page.getByRole('searchbox').fill('order.total=3075');
    await expect.poll(() => lines.allInnerTexts()).toHaveLength(1);
    expect(await lines.first().innerText()).toMatch(
      /POST \/orders[\s\S]*201[\s\S]*cold start[\s\S]*packing/,
    );

    expect(new URL(page.url()).searchParams.get('text')).toBe('order.total=3075');
    expect(page.problems).toEqual([]);
    await page.close();
  });

  test('a click in the plot opens the trace', async () => {
    const page = await openPage(browser, viewer.page);
    const box = await page.locator('.scatter .u-over').boundingBox();

    await page.mouse.click((box?.x ?? 0) + 2, (box?.y ?? 0) + 20);

    await expect.poll(() => page.url()).toContain('/traces/');
    await page.close();
  });

  test('the trace shows cold start, the wait in the queue and each invocation', async () => {
    const page = await openPage(browser, hopUrl());
    await page.getByRole('tree').waitFor();

    const rows = await page.getByRole('treeitem').allInnerTexts();
    const cards = await page.getByRole('list', { name: 'Invocations' }).innerText();

    expect(rows.join('\n')).toMatch(
      /POST \/orders[\s\S]*send packing[\s\S]*waited in packing[\s\S]*process packing[\s\S]*init[\s\S]*pack order[\s\S]*print label/,
    );
    expect(cards).toMatch(
      /packing[\s\S]*cold start \d[\s\S]*event \d.* old[\s\S]*128 MB[\s\S]*environment/,
    );
    expect(page.problems).toEqual([]);
    await takePicture(page, 'trace');
    await page.close();
  });

  test('a trace can be read with the keyboard only', async () => {
    const page = await openPage(browser, hopUrl());
    const selected = page.locator('[role=treeitem][aria-selected=true]');
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.getByRole('tree').waitFor();
    const all = await page.getByRole('treeitem').count();

    await press('j');
    await expect.poll(() => selected.innerText()).toContain('POST /orders');
    await press('ArrowDown', 'Enter');
    await expect.poll(() => page.locator('.detail').innerText()).toContain('order.total');
    await press('Escape', '/');
    await page.keyboard.type('print label');
    await press('Escape', 'n');
    await expect.poll(() => selected.innerText()).toContain('print label');
    await press('m');
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(1);
    await press('m', 'ArrowLeft', 'f');
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(2);
    await press('f', 'c');
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(1);
    await press('x');
    await expect.poll(() => page.getByRole('treeitem').count()).toBe(all);
    await press('+', '+');
    await expect
      .poll(() => page.getByRole('button', { name: 'Show all the time' }).count())
      .toBe(1);
    await press('0', '?');
    await expect.poll(() => page.getByRole('dialog').innerText()).toContain('next error');
    await press('Escape', '2');
    await expect.poll(() => page.url()).toMatch(/\/map$/);

    expect(page.problems).toEqual([]);
    await page.close();
  });

  test('kinds, services and short spans can be hidden, and errors jumped to', async () => {
    const failed = viewer.store.traces.summaries().find(({ error }) => /OutOfStock/.test(error));
    const page = await openPage(browser, hopUrl());
    await page.getByText('Show', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'packing' }).uncheck();

    await expect
      .poll(async () => (await page.getByRole('treeitem').allInnerTexts()).join())
      .not.toContain('pack order');
    await page.goto(`${viewer.page}/traces/${failed?.traceId}`);
    await page.getByRole('tree').waitFor();
    await page.keyboard.press('e');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.detail').innerText()).toMatch(/exception[\s\S]*at /);
    await takePicture(page, 'error');
    await page.close();
  });

  test('a span links both ways, and has its logs and all its attributes', async () => {
    const page = await openPage(browser, hopUrl());
    const detail = page.locator('.detail');
    await page.getByText('send packing').click();

    await expect.poll(() => detail.innerText()).toContain('sending late');
    expect(await detail.innerText()).toMatch(
      /MESSAGING\s+[\s\S]*messaging.destination.name\s+packing/,
    );
    await detail.getByRole('button', { name: 'process packing' }).first().click();
    await expect.poll(() => detail.innerText()).toMatch(/→ send packing/);
    await page.close();
  });

  test('a trace is exported, imported again, and compared with another', async () => {
    const other = await startViewer();
    const page = await openPage(browser, hopUrl());
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export' }).click();
    const file = await (await download).path();
    expect(readSpans(JSON.parse(await readFile(file, 'utf8')))).toHaveLength(hop.spans);

    const empty = await openPage(browser, other.page);
    await expect
      .poll(() => empty.locator('main').innerText())
      .toContain('Waiting for the first trace');
    expect(await findBarriers(empty)).toEqual([]);
    await empty.getByLabel('File of OTLP JSON').setInputFiles(file);
    await expect.poll(() => empty.url()).toContain(hop.traceId);

    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('tr', { hasText: 'OutOfStockError' }).getByRole('link').click();
    await expect
      .poll(() => page.locator('main').innerText())
      .toMatch(/price order[\s\S]*only in the first/);
    expect([...page.problems, ...empty.problems]).toEqual([]);
    await page.close();
    await empty.close();
    await other.close();
  });

  test('what comes appears by itself, unless the page is paused', async () => {
    const page = await openPage(browser, viewer.page);
    const send = async (name: string) => {
      const span = { traceId: name.padEnd(32, '1'), spanId: 'b'.repeat(16), name: `live ${name}` };
      const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${viewer.endpoint}/v1/traces`, { method: 'POST', headers, body });
    };
    await page.getByRole('button', { name: 'live' }).waitFor();

    await send('a');
    await expect.poll(() => page.locator('main').innerText()).toContain('live a');
    await page.keyboard.press('p');
    await send('b');
    await page.waitForTimeout(600);
    expect(await page.locator('main').innerText()).not.toContain('live b');
    await page.keyboard.press('p');
    await expect.poll(() => page.locator('main').innerText()).toMatch(/live b/);
    await page.close();
  });

  test('the map, logs and metrics show what there is', async () => {
    const page = await openPage(browser, `${viewer.page}/map`);
    await expect
      .poll(() => page.locator('table.edges').innerText())
      .toMatch(/function orders\s+queue packing\s+1\s+0/);
    expect(await page.locator('table.edges').innerText()).toMatch(
      /queue packing\s+function packing\s+1\s/,
    );
    await page.goto(`${viewer.page}/logs`);
    await page.getByRole('link', { name: 'trace', exact: true }).click();
    await expect.poll(() => page.locator('.detail').innerText()).toContain('sending late');
    await page.goto(`${viewer.page}/metrics`);
    await expect
      .poll(() => page.locator('.plot').innerText())
      .toMatch(/orders\.value[\s\S]*2\.5 EUR/);
    await page.getByRole('link', { name: 'example' }).click();
    await expect.poll(() => page.url()).toContain(hop.traceId);

    expect(page.problems).toEqual([]);
    await page.close();
  });

  test.each([
    { scheme: 'light', width: 1280 },
    { scheme: 'dark', width: 1280 },
    { scheme: 'light', width: 390 },
    { scheme: 'dark', width: 390 },
  ] as const)('no view has barriers, $scheme at $width', async ({ scheme, width }) => {
    const page = await openPage(browser, viewer.page, { scheme, width });
    const failed = viewer.store.traces.summaries().find(({ error }) => /OutOfStock/.test(error));
    const views = [
      '/',
      `/traces/${hop.traceId}`,
      '/map',
      '/logs',
      '/metrics',
      `/compare/${hop.traceId}/${failed?.traceId}`,
    ];
    for (const view of views) {
      await page.goto(viewer.page + view);
      await page.locator('main :is(table, .waterfall, .logs, .plots)').first().waitFor();
      if (view.startsWith('/traces')) {
        await page.keyboard.press('j');
        await page.keyboard.press('Enter');
      }
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');

      expect(await findBarriers(page), view).toEqual([]);
      expect(overflow, view).toBeLessThanOrEqual(0);
      await takePicture(page, `${view.split('/')[1] || 'list'}-${scheme}-${width}`);
    }
    expect(page.problems).toEqual([]);
    await page.close();
  });
});
