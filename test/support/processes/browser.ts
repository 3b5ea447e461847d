import { type Browser, chromium, type Page } from 'playwright-core';
import { requireProgram } from './require-program.ts';

export const browserProgram = requireProgram(
  ['chromium', 'chromium-browser', 'google-chrome'],
  'apt-get install chromium',
);

/** A browser without a window; `program` is `browserProgram`. */
export const openBrowser = (program: string): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ['--no-sandbox'] });

/** A page, and all that its console complains of: errors, broken policies, files that did not come. */
export interface TestPage {
  readonly page: Page;
  readonly consoleErrors: readonly string[];
}

/** A window of its own: it shares nothing with others, as on another person's machine. */
export async function openPage(browser: Browser, url: string, width = 1280): Promise<TestPage> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const consoleErrors: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
  await page.goto(url);
  return { page, consoleErrors };
}

/** How far the page can be scrolled sideways, in pixels. */
export const horizontalOverflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
