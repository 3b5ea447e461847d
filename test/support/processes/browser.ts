import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { requireProgram } from './require-program.ts';

export const browserProgram = requireProgram(
  ['chromium', 'chromium-browser', 'google-chrome'],
  'apt-get install chromium',
);

/** A headless browser; `program` is `browserProgram`. */
export const openBrowser = (program: string): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ['--no-sandbox'] });

/** A page and the errors and warnings of its console. */
export interface TestPage {
  readonly page: Page;
  readonly consoleErrors: readonly string[];
}

/** Opens a page in a separate browser context, as on another machine. */
export async function openPage(
  browser: Browser,
  url: string,
  width = 1280,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<TestPage> {
  const viewport = { width, height: 844 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const consoleErrors: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  await page.goto(url);
  return { page, consoleErrors };
}

/** Horizontal overflow of the page, in pixels. */
export const horizontalOverflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

/** What axe finds in the page as it is, best practices included: a line for each element, and none if it is fine. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
