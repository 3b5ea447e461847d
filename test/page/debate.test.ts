import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Frame, toEnvelope } from '../../app/debate/core/frames.ts';
import { buildRecord } from '../../app/debate/record/decision-record.ts';
import { formatAgreement } from '../../app/debate/views/record-text.ts';
import { neutralFormats } from '../../app/shared/formats.ts';
import {
  createDebateDriver,
  judgement,
  proposal,
  settings,
  tokenUsage,
  toStoredEvents,
} from '../support/debates/debate-driver.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  openQuestionDebate,
  type SampleDebate,
  scriptFor,
  serveEventStream,
  testSigner,
} from '../support/debates/sample-debates.ts';
import { pageAnswers } from '../support/http/page-answers.ts';
import { type ScriptedAnswer, startScriptedServer, textAnswer } from '../support/http/scripted-server.ts';
import { browserProgram, openBrowser, openPage, openTab, openWindow } from '../support/processes/browser.ts';

const events = 'GET /api/v1/debates/d1/events';

/** All agree; the judge fails twice, and the first seat decides. */
function judgeFailedDebate(id: string): SampleDebate {
  const course = createDebateDriver(settings());
  course.runPhase({ a1: proposal('Split it.'), a2: proposal('Split it.'), a3: proposal('Split it.') });
  for (const attempt of [1, 2]) {
    course.startDueTurns();
    course.fail('r0.decide.j1', attempt);
  }
  course.runPhase({ a1: judgement });
  const stored = toStoredEvents(course.log, id);
  const record = buildRecord(stored) ?? expect.unreachable();
  return { id, events: stored.map(toEnvelope), record: testSigner.sign(record) };
}

describe.skipIf(!browserProgram)('the debate page', () => {
  let browser: Browser;
  let wide: BrowserContext;
  let files: Awaited<ReturnType<typeof pageAnswers>>;

  beforeAll(async () => {
    files = await pageAnswers('/debates/d1');
    browser = await openBrowser(browserProgram ?? '');
    wide = await openWindow(browser, 1280, 'light');
    // The window is open as long as one of its pages.
    await wide.newPage();
  });

  afterAll(() => browser?.close());

  /** Opens the page of a scripted server without WebSockets, as behind some proxies. */
  async function show(
    script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>,
    width?: number,
  ) {
    const server = await startScriptedServer({ ...files, ...script });
    const url = `${server.url}/debates/d1`;
    const window = width === undefined ? await openTab(wide, url) : await openPage(browser, url, width);
    return {
      ...window,
      server,
      async [Symbol.asyncDispose]() {
        await window.page.close();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  const showEnded = (debate: SampleDebate) => show(scriptFor(debate));
  const showRunning = (frames: readonly Frame[]) =>
    show({ [events]: serveEventStream(frames, { stay: true }) });

  const textOf = (page: Page, selector: string) => page.locator(selector).first().innerText();

  test('shows every turn once without WebSockets and with broken streams', async () => {
    const debate = openQuestionDebate();
    await using window = await show({
      ...scriptFor(debate),
      [events]: [9, 20, 100].map((count) => serveEventStream(debate.events.slice(0, count))),
    });
    const { page, server } = window;
    await page.locator('.answer').waitFor();
    const expected = debate.events.flatMap(({ type, data }) =>
      type === 'turn.completed' ? [data.turn] : [],
    );
    const ids = await page.$$eval('.turn.is-completed', (turns) => turns.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(expected.toSorted());
    const cursors = server.requests.flatMap(({ url }) =>
      url.includes('/events') ? [url.split('?')[1]] : [],
    );
    expect(cursors).toEqual(['after=0', 'after=9', 'after=20']);
  });

  test('renders model text without running or loading anything in it', async () => {
    const text = [
      '<script>document.title = "owned"</script><img src="/stolen.png" onerror="alert(1)">',
      '![a picture](/stolen.png "x") and [run](javascript:alert(1)) and [read](https://example.org/a)',
      '<b>bold?</b> **bold!** <style>body { display: none }</style>',
    ].join('\n\n');
    const course = createDebateDriver(settings());
    course.startDueTurns();
    const outcome = proposal('It holds.');
    course.execute({
      type: 'complete',
      turn: 'r0.propose.a1',
      attempt: 1,
      text,
      outcome,
      usage: tokenUsage,
      costUsd: 0,
    });
    await using window = await showRunning(toStoredEvents(course.log).map(toEnvelope));
    const { page, server } = window;
    await page.locator('.turn-text').waitFor();
    const turnText = page.locator('.turn-text');
    expect(await turnText.innerText()).toContain('<script>document.title = "owned"</script>');
    expect(await turnText.innerText()).toContain('<b>bold?</b> bold!');
    expect(await turnText.locator('script, img, style, b, iframe').count()).toBe(0);
    const links = await turnText
      .locator('a')
      .evaluateAll((all) =>
        all.map((link) => ['href', 'target', 'rel'].map((name) => link.getAttribute(name))),
      );
    expect(links).toEqual([['https://example.org/a', '_blank', 'noopener noreferrer']]);
    expect(await page.title()).toMatch(/^Running: /);
    expect(server.requests.filter(({ url }) => url.includes('stolen'))).toEqual([]);
  });

  test('collapses the text of an attempt that was run again', async () => {
    const course = createDebateDriver(settings());
    course.startDueTurns();
    const first = toStoredEvents(course.log).map(toEnvelope);
    course.execute({ type: 'supersede', reason: 'its worker was lost' });
    course.startDueTurns();
    const all = toStoredEvents(course.log).map(toEnvelope);
    const delta = (attempt: number, text: string): Frame => ({
      debate: 'd1',
      type: 'turn.delta',
      data: { turn: 'r0.propose.a1', attempt, offset: 0, text },
    });
    const again = [delta(1, 'It began so.'), ...all.slice(first.length), delta(2, 'It begins **anew')];
    await using window = await showRunning([...first, ...again]);
    const turn = window.page.locator('[id="r0.propose.a1"]');
    await turn.locator('.turn-text').waitFor();
    expect(await turn.locator('.turn-text').innerText()).toBe('It begins anew');
    expect(await turn.locator('.turn-text strong').innerText()).toBe('anew');
    expect(await turn.locator('.earlier-attempt summary').innerText()).toBe(
      'Attempt 1: interrupted, run again',
    );
    expect(await turn.locator('.earlier-attempt p').isVisible()).toBe(false);
    await turn.locator('.earlier-attempt summary').click();
    expect(await turn.locator('.earlier-attempt p').innerText()).toBe('It began so.');
  });

  test('marks a quote that is not in its document, and says so in the document', async () => {
    const document = textAnswer(200, 'The memo.\nNo team agreed to anything.');
    await using window = await show({
      ...scriptFor(openQuestionDebate()),
      'GET /api/v1/debates/d1/evidence/E2': document,
    });
    const { page } = window;
    const chip = page.locator('.citation', { hasText: 'all teams agreed to it' }).first();
    await chip.waitFor();
    expect(await chip.innerText()).toContain('not found');
    await chip.click();
    await page.getByText('is not in this document').waitFor();
    expect(await page.locator('.document').innerText()).toBe('The memo. No team agreed to anything.');
    expect(await page.locator('mark').count()).toBe(0);
  });

  test('links a document to the address that it was read from', async () => {
    const { events: log, ...debate } = openQuestionDebate();
    const url = 'https://docs.example/plan';
    const text = JSON.stringify(log).replace('"id":"E1"', `"id":"E1","source":{"url":"${url}"}`);
    await using window = await showEnded({ ...debate, events: JSON.parse(text) });
    const link = window.page.getByRole('link', { name: 'docs.example' });
    expect(await link.getAttribute('href')).toBe(url);
  });

  test('shows the votes of a closed question', async () => {
    await using window = await showEnded(closedQuestionDebate('d1'));
    await window.page.locator('.votes').waitFor();
    expect(await textOf(window.page, '.answer .choice')).toBe('yes');
    expect(await window.page.locator('.votes li').allInnerTexts()).toEqual(['yes\n3 votes', 'no\n0 votes']);
  });

  test('shows the agreement and the changes of the record', async () => {
    const debate = openQuestionDebate();
    await using window = await showEnded(debate);
    const { page } = window;
    const strip = page.locator('.agreement-strip');
    await strip.waitFor();
    const { agreementByRound, flips, panel } = debate.record;
    const scores = await strip.locator('.scores td').allInnerTexts();
    expect(scores.map((text) => text.trim())).toEqual(
      agreementByRound.map(({ score }) => formatAgreement(score, neutralFormats)),
    );
    const changedRows = await strip.locator('tbody tr', { hasText: 'changed' }).allInnerTexts();
    const changedNames = panel.filter(({ id }) => flips.some(({ agent }) => agent === id));
    expect(changedNames).toHaveLength(1);
    expect(changedRows).toHaveLength(1);
    expect(changedRows[0]).toContain(changedNames[0]?.name);
  });

  test('puts what failed above the answer and shows the seat that decided instead of the judge', async () => {
    await using window = await showEnded(judgeFailedDebate('d1'));
    const { page } = window;
    await page.locator('.decision .answer').waitFor();
    const shown = await textOf(page, '.decision');
    expect(shown.indexOf('The judge failed: Ada')).toBeGreaterThanOrEqual(0);
    expect(shown.indexOf('The judge failed: Ada')).toBeLessThan(shown.indexOf('Answer'));
    expect(await textOf(page, '[id="r0.decide.a1"]')).toContain('text of r0.decide.a1');
  });

  test('shows the reasons of the minority and against whom they are', async () => {
    const debate = openQuestionDebate();
    await using window = await showEnded(debate);
    await window.page.locator('.minority').waitFor();
    const shown = await textOf(window.page, '.minority');
    const names = new Map(debate.record.panel.map(({ id, name }) => [id, name]));
    expect(debate.record.minority.length).toBeGreaterThan(0);
    for (const { agent, position, points } of debate.record.minority) {
      expect(shown).toContain(names.get(agent));
      expect(shown).toContain(position.claim);
      for (const { point, against } of points) {
        expect(shown).toContain(point);
        for (const other of against) expect(shown).toContain(names.get(other));
      }
    }
  });

  test('shows a cancelled debate with its last positions and without an answer', async () => {
    await using window = await showEnded(cancelledDebate('d1'));
    const { page } = window;
    await page.getByText('Cancelled: no decision').waitFor();
    expect(await textOf(page, '.positions .claim')).toBe('Split it.');
    expect(await page.locator('.answer, .minority').count()).toBe(0);
    expect(await page.title()).toMatch(/^Cancelled: /);
  });

  test('replays an ended debate to any of its events, under an address of its own', async () => {
    const debate = openQuestionDebate();
    await using window = await showEnded(debate);
    const { page, server } = window;
    await page.getByRole('button', { name: 'Replay the debate' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    const completedTurns = (seq: number) =>
      debate.events.filter((event) => event.seq <= seq && event.type === 'turn.completed').length;
    const seek = (seq: number) => page.getByRole('slider', { name: 'Event' }).fill(String(seq));
    const shownTurns = () => page.locator('.turn.is-completed').count();
    for (const { seq } of debate.events.filter((_, index) => index % 9 === 0)) {
      await seek(seq);
      await expect.poll(shownTurns, { message: `event ${seq}` }).toBe(completedTurns(seq));
    }
    expect(await page.locator('.decision .answer').count()).toBe(0);

    await seek(12);
    await expect.poll(() => page.url()).toBe(`${server.url}/debates/d1?at=12`);
    const linked = await openPage(browser, page.url());
    await linked.page.getByText('12 of').waitFor();
    expect(await linked.page.locator('.turn.is-completed').count()).toBe(completedTurns(12));
    await linked.page.getByRole('button', { name: 'Close the replay' }).click();
    await linked.page.locator('.decision .answer').waitFor();
    expect(linked.page.url()).toBe(`${server.url}/debates/d1`);
  });

  test('marks the words that an agent changed in its position', async () => {
    await using window = await showEnded(openQuestionDebate());
    const { page } = window;
    const turn = page.locator('[id="r1.revise.a3"]');
    await turn.getByText('Compare with its previous position').click();
    expect(await turn.locator('del').allInnerTexts()).toEqual(['Change nothing yet']);
    expect(await turn.locator('ins').allInnerTexts()).toEqual(['Split, but slowly']);
  });

  test('shows one agent at a time on a narrow screen, and marks the speaking agents', async () => {
    const course = createDebateDriver(settings());
    course.startDueTurns();
    await using window = await show(
      { [events]: serveEventStream(toStoredEvents(course.log).map(toEnvelope), { stay: true }) },
      390,
    );
    const { page } = window;
    const visible = () => page.locator('.turn:visible').evaluateAll((turns) => turns.map(({ id }) => id));
    await page.locator('.turn:visible').waitFor();
    expect(await visible()).toEqual(['r0.propose.a1']);
    await page.locator('.agent-tabs button', { hasText: 'Bela' }).click();
    expect(await visible()).toEqual(['r0.propose.a2']);
    expect(await page.locator('.agent-tabs .live-dot').count()).toBe(3);
  });
});
