import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { homeAnswers } from '../support/http/home-answers.ts';
import { pageAnswers } from '../support/http/page-answers.ts';
import { startScriptedServer } from '../support/http/scripted-server.ts';
import { browserProgram, openBrowser, openPage } from '../support/processes/browser.ts';

describe.skipIf(!browserProgram)('the home page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(browserProgram ?? '');
  });

  afterAll(() => browser?.close());

  test('fills a seat with a chosen model, or all seats with different families', async () => {
    await using server = await startScriptedServer({ ...(await pageAnswers('/')), ...homeAnswers() });
    const { page } = await openPage(browser, server.url);
    await page.getByText('Advanced').click();
    await page.getByRole('button', { name: 'Choose the model of seat 2' }).click();
    await page.getByRole('searchbox', { name: 'Search models' }).fill('gemini small');
    await page.getByRole('button', { name: /gemini-x/ }).click();
    const models = () =>
      Promise.all(
        [1, 2, 3].map((seat) => page.getByRole('textbox', { name: `Model of seat ${seat}` }).inputValue()),
      );
    expect(await models()).toEqual(['', 'openrouter:google/gemini-x-small', '']);
    await page.getByRole('button', { name: 'Use different families' }).click();
    expect(await models()).toEqual([
      'openrouter:anthropic/claude-x',
      'openrouter:openai/gpt-x',
      'openrouter:google/gemini-x',
    ]);
  });
});
