import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSpans } from '../../../src/viewer/otlp/collected-span.ts';
import type { TraceSummary } from '../../../src/viewer/store/trace-summary.ts';
import { startViewer } from '../server/start-viewer.ts';
import { findBarriers, hasNoBrowser, openBrowser, openPage, takePicture } from './open-browser.ts';
import { startWithFunctions, type Viewer } from './start-with-functions.ts';

const spansIn = (text: string) => readSpans(JSON.parse(text));

describe.skipIf(hasNoBrowser)('one who reads a trace', () => {
  let viewer: Viewer;
  let browser: Browser;
  let hop: TraceSummary;
  const hopUrl = () => `${viewer.page}/traces/${hop.traceId}`;

  beforeAll(async () => {
    [viewer, hop] = await startWithFunctions();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await viewer?.close();
  });

  test('the wheel zooms at the pointer and moves along, and the map is dragged over', async () => {
    const page = await openPage(browser, hopUrl());
    const all = page.getByRole('button', { name: 'Show all the time' });
    const axis = () => page.locator('.axis').innerText();
    await page.getByRole('tree').waitFor();
    const whole = await axis();
    const box = await page.locator('.row .track').first().boundingBox();

    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 5);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await expect.poll(() => all.count()).toBe(1);
    const zoomed = await axis();
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, 200);
    await page.keyboard.up('Shift');
    await expect.poll(axis).not.toBe(zoomed);
    await all.click();
    await expect.poll(axis).toBe(whole);
    const map = await page.locator('.minimap').boundingBox();
    await page.mouse.move((map?.x ?? 0) + 100, (map?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move((map?.x ?? 0) + 300, (map?.y ?? 0) + 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => all.count()).toBe(1);

    expect(page.problems).toEqual([]);
    await page.close();
  });

  test('a trace and a span are copied, as text and as OTLP', async () => {
    const page = await openPage(browser, hopUrl());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await expect.poll(copied).toMatch(/POST \/orders[\s\S]* {2}send packing/);
    await page.getByRole('button', { name: 'Copy as JSON' }).first().click();
    await expect.poll(async () => spansIn(await copied())).toHaveLength(hop.spans);
    await page.getByText('send packing').click();
    await page.locator('.detail').getByRole('button', { name: 'Copy as JSON' }).click();
    await expect.poll(async () => spansIn(await copied())).toHaveLength(1);
    await page.close();
  });

  test('a file is taken where it is dropped, also one of lines with other signals', async () => {
    const other = await startViewer();
    const page = await openPage(browser, other.page);
    await page.locator('.empty').waitFor();
    const line = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'dropped in' } }] }] }],
    };
    const spans = (await (
      await fetch(`${viewer.page}/api/traces/${hop.traceId}`)
    ).json()) as object;
    const content = [line, spans].map((each) => JSON.stringify(each)).join('\n');
    const drop = (text: string) =>
      page.evaluate(
        `(() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([${JSON.stringify(text)}], 'kept.jsonl'));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        })()`,
      );

    await drop('no JSON');
    await expect.poll(() => page.getByRole('alert').innerText()).toContain('not OTLP JSON');
    await drop(content);

    await expect.poll(() => page.url()).toContain(hop.traceId);
    await page.keyboard.press('3');
    await expect.poll(() => page.locator('main').innerText()).toContain('dropped in');
    await page.close();
    await other.close();
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
});
