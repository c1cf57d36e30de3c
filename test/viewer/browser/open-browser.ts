import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env['CHROMIUM'] ?? '', ...paths].find((path) => existsSync(path));

/** Whether tests have to do without. In CI there is one, or they fail. */
export const hasNoBrowser = executablePath === undefined && !process.env['CI'];
if (hasNoBrowser) console.warn('skipped: there is no Chromium here. Debian has a package of it.');

/** Starts Chromium. */
export async function openBrowser(): Promise<Browser> {
  // Root, as containers have it, can't have a sandbox.
  return await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox'],
  });
}

/** A page of the viewer; what it does wrong is in `problems`: errors, and requests to anywhere else. */
export async function openPage(
  browser: Browser,
  url: string,
  options: { width?: number; scheme?: 'light' | 'dark' } = {},
): Promise<Page & { readonly problems: string[] }> {
  const { width = 1280, scheme = 'light' } = options;
  const page = await browser.newPage({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    acceptDownloads: true,
  });
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) problems.push(request.url());
  });
  page.on('dialog', (dialog) => {
    problems.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(url);
  return Object.assign(page, { problems });
}

/** What axe finds wrong with a page, in short. */
export async function findBarriers(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
  // Past the page's own policy, which keeps it from evaluating anything.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const { result } = await session.send('Runtime.evaluate', {
    expression:
      'axe.run().then(({ violations }) => JSON.stringify(violations.map((each) => each.id + " " + each.nodes.map((node) => node.target + " " + node.failureSummary).slice(0, 3).join(" | "))))',
    awaitPromise: true,
  });
  await session.detach();
  return JSON.parse(String(result.value)) as string[];
}

/** Keeps a picture beside the tests, for whoever wants to look. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(import.meta.dirname, 'screenshots', `${name}.png`) });
}
