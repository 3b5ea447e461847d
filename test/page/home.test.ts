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

  test('asks for a number with its unit', async () => {
    const asked: unknown[] = [];
    await using server = await startScriptedServer({
      ...(await pageAnswers('/')),
      ...homeAnswers(),
      'POST /api/v1/debates': (response, { body }) => {
        asked.push(JSON.parse(body));
        response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"d1","warnings":[]}');
      },
    });
    const { page } = await openPage(browser, server.url);
    await page.getByLabel('Question', { exact: true }).fill('How long will it take?');
    await page.getByText('Ask for a number').click();
    await page.keyboard.type('weeks');
    await page.getByLabel('Agents agree within, in %').fill('7');
    await page.getByRole('button', { name: 'Start the debate' }).click();
    await page.waitForURL(/\/debates\/d1/);
    expect(asked).toMatchObject([{ number: { unit: 'weeks', tolerance: 0.07 } }]);
  });

  test('takes the address of a document, where the server reads it', async () => {
    const url = 'https://docs.example/plan';
    await using server = await startScriptedServer({ ...(await pageAnswers('/')), ...homeAnswers() });
    const { page } = await openPage(browser, server.url);
    await page.getByRole('button', { name: 'paste text or an address' }).click();
    await page.getByLabel('Address').fill(url);
    await page.getByRole('button', { name: 'Add as evidence' }).click();
    expect(await page.locator('.evidence-chips').innerText()).toContain(`E1\n${url}`);
  });
});
