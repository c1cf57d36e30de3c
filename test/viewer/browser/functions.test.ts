import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TraceSummary } from '../../../src/viewer/store/trace-summary.ts';
import { findBarriers, hasNoBrowser, openBrowser, openPage, takePicture } from './open-browser.ts';
import { startWithFunctions, type Viewer } from './start-with-functions.ts';

describe.skipIf(hasNoBrowser)('what real functions sent', () => {
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

  test('the list has each trace with what it is, and narrows by filters and words', async () => {
    const page = await openPage(browser, viewer.page);
    const lines = page.locator('table.traces tbody tr');

    await expect.poll(() => lines.count()).toBeGreaterThan(4);
    await page.getByRole('button', { name: 'Errors' }).click();
    await expect.poll(() => lines.allInnerTexts()).toHaveLength(4);
    expect((await lines.allInnerTexts()).join()).toMatch(
      /interrupted[\s\S]*killed[\s\S]*nothing to be had[\s\S]*OutOfStockError/,
    );
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
      /packing[\s\S]*cold start \d[\s\S]*event \d.* old[\s\S]*\d+ of 128 MB[\s\S]* left[\s\S]*received \d.* after its end[\s\S]*environment/,
    );
    expect(page.problems).toEqual([]);
    await takePicture(page, 'trace');
    await page.close();
  });

  test.each([
    {
      service: 'returns',
      error: 'nothing to be had',
      says: /batch of 2[\s\S]*1 failed[\s\S]*attempt 3/,
    },
    { service: 'killed', error: 'killed', says: /killed[\s\S]*environment/ },
    { service: 'slow', error: 'timed out', says: /timed out[\s\S]*\d.* left/ },
  ])('the card of $service says what became of it', async ({ service, error, says }) => {
    const found = viewer.store.traces
      .summaries()
      .find((trace) => trace.service === service && trace.error.includes(error));
    const page = await openPage(browser, `${viewer.page}/traces/${found?.traceId}`);

    await expect
      .poll(() => page.getByRole('list', { name: 'Invocations' }).innerText())
      .toMatch(says);
    await page.close();
  });

  test('what links to a span from another trace is told beside it', async () => {
    const linked = viewer.store.traces.trace(hop.traceId).find(({ kind }) => kind === 'producer');
    const link = { traceId: hop.traceId, spanId: linked?.spanId };
    const span = {
      traceId: 'f'.repeat(32),
      spanId: 'f'.repeat(16),
      name: 'settle later',
      startTimeUnixNano: '1700000000000000000',
      endTimeUnixNano: '1700000001000000000',
      links: [link],
    };
    await fetch(`${viewer.endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
    const page = await openPage(browser, `${hopUrl()}?span=${link.spanId}`);

    await page.locator('.detail').getByRole('link', { name: 'settle later' }).click();

    await expect.poll(() => page.url()).toContain(`/traces/${'f'.repeat(32)}?span=`);
    await page.goto(`${viewer.page}/?last=between`);
    await page.getByLabel('To').fill('2023-12-01T00:00:00');
    await expect
      .poll(() => page.locator('table.traces tbody tr').allInnerTexts())
      .toEqual([expect.stringContaining('settle later')]);
    await page.getByLabel('From').fill('2023-11-30T00:00:00');
    await expect.poll(() => page.locator('.list-head').innerText()).toMatch(/^0 of /);
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
      .poll(() => page.locator('.plots').innerText())
      .toMatch(
        /orders\.count[\s\S]*4 \{order\}\/s[\s\S]*orders\.size[\s\S]*95th percentile[\s\S]*orders\.value[\s\S]*2\.5 EUR/,
      );
    const heatmap = page.getByRole('img', { name: 'How values of orders.size spread over time' });
    const darkest = await heatmap.evaluate((canvas) => {
      const { width, height } = canvas as unknown as { width: number; height: number };
      const context = (
        canvas as unknown as {
          getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
        }
      ).getContext('2d');
      return [0.25, 0.75].map((at) => context.getImageData(width / 2, height * at, 1, 1).data[3]);
    });
    expect(darkest[0]).toBeGreaterThan(darkest[1] ?? 255);
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
