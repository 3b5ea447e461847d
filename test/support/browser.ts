import { type Browser, chromium, type Page } from 'playwright-core';
import { need } from './need.ts';

export const browserProgram = need(
  ['chromium', 'chromium-browser', 'google-chrome'],
  'apt-get install chromium',
);

/** A browser without a window; `program` is `browserProgram`. */
export const openBrowser = (program: string): Promise<Browser> =>
  chromium.launch({ executablePath: program, args: ['--no-sandbox'] });

/** A page, and all that its console complains of: errors, broken policies, files that did not come. */
export interface Window {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** A window of its own: it shares nothing with others, as on another person's machine. */
export async function openWindow(browser: Browser, url: string, width = 1280): Promise<Window> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints };
}

/** How far the page can be scrolled sideways, in pixels. */
export const sidewaysPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
