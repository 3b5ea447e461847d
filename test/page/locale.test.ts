import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openQuestionDebate, scriptFor } from '../support/debates/sample-debates.ts';
import { pageAnswers } from '../support/http/page-answers.ts';
import { startScriptedServer } from '../support/http/scripted-server.ts';
import { browserProgram, openBrowser, openTab, openWindow } from '../support/processes/browser.ts';

describe.skipIf(!browserProgram)('the page follows the languages of the browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(browserProgram ?? '');
  });

  afterAll(() => browser?.close());

  test.each([
    ['de-DE', '67\u00a0%', /0,\d{4}\u00a0\$/],
    ['ja-JP', '67%', /\$0\.\d{4}/],
  ])('writes numbers and money as is usual in %s', async (locale, agreement, cost) => {
    const window = await openWindow(browser, 1280, 'light', locale);
    await using server = await startScriptedServer({
      ...(await pageAnswers('/debates/d1')),
      ...scriptFor(openQuestionDebate()),
    });
    const { page } = await openTab(window, `${server.url}/debates/d1`);
    await page.locator('.answer').waitFor();
    expect(await page.locator('.scores').innerText()).toContain(agreement);
    expect(await page.locator('.verdict-bar').innerText()).toMatch(cost);
    await window.close();
  });
});
