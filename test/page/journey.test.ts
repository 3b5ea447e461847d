import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityFaults,
  browserProgram,
  horizontalOverflowPx,
  openBrowser,
  openPage,
} from '../support/processes/browser.ts';
import { databaseEnvironment } from '../support/processes/database-environment.ts';
import { killPrograms, type RunningProgram, startProgram } from '../support/processes/program.ts';
import { createTemporaryDirectory, type TemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const journeyMs = 120_000;

/** The text of each turn on the page, by turn id. */
const turnTexts = (page: Page, status: 'speaking' | 'completed'): Promise<Record<string, string>> =>
  page.$$eval(`.turn.is-${status} .turn-text`, (texts) =>
    Object.fromEntries(texts.map((part) => [part.closest('.turn')?.id, part.textContent])),
  );

/**
 * The lengths that the text of each running turn has from now on, by turn id. The page itself records them: on a
 * busy machine, a turn is over between two questions from here.
 */
async function recordTextLengths(page: Page): Promise<() => Promise<Record<string, readonly number[]>>> {
  const lengths = await page.evaluateHandle(() => {
    const seen: Record<string, number[]> = {};
    new MutationObserver(() => {
      for (const part of document.querySelectorAll('.turn.is-speaking .turn-text')) {
        const turn = part.closest('.turn')?.id ?? '';
        const { length } = part.textContent;
        if (seen[turn]?.at(-1) !== length) seen[turn] = [...(seen[turn] ?? []), length];
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    return seen;
  });
  return () => lengths.jsonValue();
}

describe.skipIf(!browserProgram)('the page of a running server', () => {
  let dataDir: TemporaryDirectory;
  let program: RunningProgram;
  let browser: Browser;

  beforeAll(async () => {
    dataDir = createTemporaryDirectory('page');
    program = await startProgram({
      ...(await databaseEnvironment(dataDir.path)),
      // A turn takes one second, so that even a busy browser draws its text more than twice.
      ROSTRUM_MODEL: 'rehearsal?tps=300',
    });
    browser = await openBrowser(browserProgram ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    killPrograms();
    dataDir?.remove();
  });

  const get = async (path: string) => (await fetch(`${program.url}/api/v1${path}`)).json();
  const idIn = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

  /** Fills in the question, starts and waits for the debate's own page. */
  async function ask(page: Page, question: string, model?: string): Promise<string> {
    await page.getByLabel('Question', { exact: true }).fill(question);
    if (model) {
      await page.getByText('Advanced').click();
      for (const seat of [1, 2, 3])
        await page.getByRole('textbox', { name: `Model of seat ${seat}` }).fill(model);
    }
    await page.getByLabel('Question', { exact: true }).press('Control+Enter');
    await page.waitForURL(/\/debates\//);
    return idIn(page);
  }

  test('shows a debate from question to record, in a wide and in a narrow window', {
    timeout: journeyMs,
  }, async () => {
    const { page, consoleErrors } = await openPage(browser, program.url);
    await page.getByText('Rehearsal is not a model').waitFor();
    expect(await horizontalOverflowPx(page)).toBe(0);

    await page.getByRole('button', { name: 'Try the example' }).click();
    await expect.poll(() => page.locator('.evidence-chips li').count()).toBe(3);
    await page.getByText('Advanced').click();
    await page.getByRole('spinbutton', { name: 'Rounds' }).fill('1');
    await page.getByRole('button', { name: 'Start the debate' }).click();
    await page.waitForURL(/\/debates\//);

    // Text streams in while the agents speak.
    const lengths = await recordTextLengths(page);
    const narrow = await openPage(browser, page.url(), 390);
    await until(
      async () => Object.values(await lengths()).some((seen) => seen.length > 2),
      'a growing text of a running turn',
      { last: lengths },
    );
    for (const window of [page, narrow.page]) expect(await horizontalOverflowPx(window)).toBe(0);

    // A reload keeps all completed turns.
    await until(
      async () => Object.keys(await turnTexts(page, 'completed')).length >= 3,
      'three completed turns',
    );
    const before = await turnTexts(page, 'completed');
    expect(await page.title()).toMatch(/^(?:Running|Deciding): /);
    await page.reload();
    await until(
      async () => Object.keys(await turnTexts(page, 'completed')).length >= Object.keys(before).length,
      'the completed turns of before',
    );
    expect(await turnTexts(page, 'completed')).toMatchObject(before);

    // The page shows the whole record of the API.
    await page.locator('.answer').waitFor();
    const record = await get(`/debates/${idIn(page)}/record`);
    await page.locator('.integrity summary').click();
    const shown = await page.locator('main').innerText();
    expect(await page.title()).toMatch(/^Decided: /);
    for (const { position } of record.minority) expect(shown).toContain(position.claim);
    for (const { because } of record.flips) expect(shown).toContain(because);
    for (const { claim } of record.baseline.claims) expect(shown).toContain(claim);
    expect(shown).toContain(record.hashes.log);
    expect(shown).toContain('agreement, not correctness');
    await narrow.page.locator('.answer').waitFor();
    await narrow.page.locator('.integrity summary').click();
    for (const window of [page, narrow.page]) expect(await horizontalOverflowPx(window)).toBe(0);

    // Peer labels are followed by the names of the seats.
    const critiques = Object.entries(await turnTexts(page, 'completed')).filter(([turn]) =>
      turn.includes('.critique.'),
    );
    for (const [turn, text] of critiques) expect(text, turn).toMatch(/Peer A \(\w+\) holds/);

    // A late viewer sees exactly the same text.
    const late = await openPage(browser, page.url());
    await late.page.locator('.answer').waitFor();
    await late.page.locator('.integrity summary').click();
    expect(await late.page.locator('main').innerText()).toBe(shown);
    expect([consoleErrors, narrow.consoleErrors, late.consoleErrors].flat()).toEqual([]);
  });

  test('opens the document at a clicked quote', { timeout: journeyMs }, async () => {
    const { page, consoleErrors } = await openPage(browser, program.url);
    await page.getByRole('button', { name: 'Try the example' }).click();
    await page.locator('.evidence-chips').waitFor();
    await page.getByLabel('Question', { exact: true }).press('Control+Enter');
    const chip = page.locator('.citation').first();
    await chip.waitFor();
    const quote = (await chip.locator('.citation-quote').innerText()).slice(1, -1);
    await chip.click();
    const plain = (text: string) => text.replace(/[\s*_`#>|]+/g, ' ').toLowerCase();
    expect(plain(await page.locator('mark').first().innerText())).toBe(plain(quote));
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(consoleErrors).toEqual([]);
  });

  test('pauses, resumes, sends a note and cancels', { timeout: journeyMs }, async () => {
    const { page, consoleErrors } = await openPage(browser, program.url);
    const id = await ask(page, 'Should we ever stop?', 'rehearsal?tps=5');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.pill.status-paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.pill.status-running').waitFor();

    await page.getByRole('button', { name: 'Note to the panel' }).click();
    await page.locator('dialog textarea').fill('Think of the night shift.');
    await page.getByRole('button', { name: 'Send the note' }).click();
    await page.locator('.notes').getByText('Think of the night shift.').waitFor();

    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Keep it running' }).click();
    expect((await get(`/debates/${id}`)).status).toBe('running');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the debate' }).click();
    await page.getByText('Cancelled: no decision').waitFor();
    expect((await get(`/debates/${id}`)).status).toBe('cancelled');
    expect(consoleErrors).toEqual([]);
  });

  test('shows a rejected field next to it and keeps the input', async () => {
    const { page, consoleErrors } = await openPage(browser, program.url);
    const question = page.getByLabel('Question', { exact: true });
    await question.fill('Which way?');
    await page.getByText('Advanced').click();
    await page.getByRole('textbox', { name: 'Model of seat 2' }).fill('nowhere:nothing');
    await page.getByRole('button', { name: 'Start the debate' }).click();
    await page.locator('.advanced .problem').waitFor();
    expect(await page.locator('.advanced .problem').innerText()).toContain('nowhere');
    expect(await question.inputValue()).toBe('Which way?');
    expect(await page.getByRole('textbox', { name: 'Model of seat 2' }).inputValue()).toBe('nowhere:nothing');
    // The browser itself reports every refused request.
    expect(consoleErrors).toEqual([expect.stringContaining('422')]);
  });

  test('lists and finds past debates', { timeout: journeyMs }, async () => {
    const { page, consoleErrors } = await openPage(browser, program.url);
    await ask(page, 'Is a walrus heavier than a piano?', 'rehearsal?tps=5');
    await page.getByRole('link', { name: 'Rostrum' }).click();
    await page.locator('.debate-link', { hasText: 'walrus' }).waitFor();
    await page.getByLabel('Search past debates').fill('piano');
    await expect.poll(() => page.locator('.debate-link').count()).toBe(1);
    await page.locator('.debate-link').click();
    await page.locator('h1', { hasText: 'walrus' }).waitFor();
    await page.getByRole('button', { name: 'Conclude now' }).waitFor();
    expect(consoleErrors).toEqual([]);
  });

  test('shows the guides, accessible and without overflow', { timeout: journeyMs }, async () => {
    for (const [width, scheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      const { page, consoleErrors } = await openPage(browser, `${program.url}/docs/guides`, width, scheme);
      await page.getByRole('navigation').getByRole('link', { name: 'Self-hosting' }).click();
      await page.getByRole('heading', { name: 'Docker Compose' }).waitFor();
      expect(await accessibilityFaults(page), `${width} pixels, ${scheme}`).toEqual([]);
      expect(await horizontalOverflowPx(page)).toBe(0);
      expect(consoleErrors).toEqual([]);
    }
  });

  test('shows that an unknown debate cannot be shown', async () => {
    const { page } = await openPage(browser, `${program.url}/debates/nothing-here`);
    await page.getByRole('heading', { name: 'This debate cannot be shown' }).waitFor();
  });
});
