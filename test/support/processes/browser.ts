import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { requireProgram } from './require-program.ts';

export const browserProgram = requireProgram(
  ['chromium', 'chromium-browser', 'google-chrome'],
  'apt-get install chromium',
);

/**
 * The last --disable-features counts, so this one repeats that of Playwright. It adds the pages of Chromium's own
 * windows, which a headless browser loads for each context although it shows none of them.
 */
const disabledFeatures = [
  ...['AimEnabled', 'AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'MediaRouter', 'NetworkTimeServiceQuerying'],
  ...['OptimizationHints', 'PaintHolding', 'PreconnectToSearch', 'ThirdPartyStoragePartitioning'],
  ...['InitialWebUI', 'PreloadTopChromeWebUI', 'WebUIOmniboxAimPopup', 'WebUIOmniboxPopup'],
  // One more process for each context.
  ...['WebUIToolbarProcessOverheadExperiment', 'SpareRendererForSitePerProcess'],
];

/** A headless browser; `program` is `browserProgram`. */
export const openBrowser = (program: string): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', `--disable-features=${disabledFeatures.join(',')}`],
  });

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
  return openTab(await openWindow(browser, width, colorScheme), url);
}

/** A browser context: its pages share one window and one process, which costs half as much as a window each. */
export const openWindow = (
  browser: Browser,
  width: number,
  colorScheme: 'light' | 'dark',
  locale = 'en-US',
): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width, height: 844 },
    colorScheme,
    reducedMotion: 'reduce',
    locale,
    timezoneId: 'UTC',
  });

/** Opens a page of an address that no other page of the window has, so that they share nothing stored. */
export async function openTab(context: BrowserContext, url: string): Promise<TestPage> {
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

/**
 * What axe finds in the page as it is, best practices included: a line for each element, and none if it is fine. With
 * details of what passes it would take half as long again.
 */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html}`));
}
