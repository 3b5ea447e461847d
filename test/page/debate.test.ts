import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Frame, toEnvelope } from '../../app/debate/core/frames.ts';
import {
  createDebateDriver,
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
} from '../support/debates/sample-debates.ts';
import { pageAnswers } from '../support/http/page-answers.ts';
import { type ScriptedAnswer, startScriptedServer, textAnswer } from '../support/http/scripted-server.ts';
import { browserProgram, openBrowser, openPage } from '../support/processes/browser.ts';

const events = 'GET /api/v1/debates/d1/events';

describe.skipIf(!browserProgram)('the page of a debate', () => {
  let browser: Browser;
  let files: Awaited<ReturnType<typeof pageAnswers>>;

  beforeAll(async () => {
    files = await pageAnswers('d1');
    browser = await openBrowser(browserProgram ?? '');
  });

  afterAll(() => browser?.close());

  /** Shows a debate as a server tells it; that server knows no sockets, as behind some proxies. */
  async function show(
    script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>,
    width?: number,
  ) {
    const server = await startScriptedServer({ ...files, ...script });
    const window = await openPage(browser, `${server.url}/debates/d1`, width);
    return { ...window, server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  const showEnded = (debate: SampleDebate) => show(scriptFor(debate));
  const showRunning = (frames: readonly Frame[]) =>
    show({ [events]: serveEventStream(frames, { stay: true }) });

  const textOf = (page: Page, selector: string) => page.locator(selector).first().innerText();

  test('where no socket comes through and streams break, every turn is there, once', async () => {
    const debate = openQuestionDebate();
    await using window = await show({
      ...scriptFor(debate),
      [events]: [9, 20, 100].map((count) => serveEventStream(debate.events.slice(0, count))),
    });
    const { page, server } = window;
    await page.locator('.answer').waitFor();
    const wanted = debate.events.flatMap(({ type, data }) => (type === 'turn.completed' ? [data.turn] : []));
    const ids = await page.$$eval('.turn.is-completed', (turns) => turns.map(({ id }) => id));
    expect(ids.toSorted()).toEqual(wanted.toSorted());
    const cursors = server.requests.flatMap(({ url }) =>
      url.includes('/events') ? [url.split('?')[1]] : [],
    );
    expect(cursors).toEqual(['after=0', 'after=9', 'after=20']);
  });

  test('what a model writes is text: nothing in it acts or is loaded', async () => {
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
    await page.locator('.said').waitFor();
    const said = page.locator('.said');
    expect(await said.innerText()).toContain('<script>document.title = "owned"</script>');
    expect(await said.innerText()).toContain('<b>bold?</b> bold!');
    expect(await said.locator('script, img, style, b, iframe').count()).toBe(0);
    const links = await said
      .locator('a')
      .evaluateAll((all) =>
        all.map((link) => ['href', 'target', 'rel'].map((name) => link.getAttribute(name))),
      );
    expect(links).toEqual([['https://example.org/a', '_blank', 'noopener noreferrer']]);
    expect(await page.title()).toMatch(/^Running: /);
    expect(server.requests.filter(({ url }) => url.includes('stolen'))).toEqual([]);
  });

  test('an attempt that was run again is folded away, with what it had said', async () => {
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
    await turn.locator('.said').waitFor();
    expect(await turn.locator('.said').innerText()).toBe('It begins anew');
    expect(await turn.locator('.said strong').innerText()).toBe('anew');
    expect(await turn.locator('.earlier summary').innerText()).toBe('Attempt 1: interrupted, run again');
    expect(await turn.locator('.earlier p').isVisible()).toBe(false);
    await turn.locator('.earlier summary').click();
    expect(await turn.locator('.earlier p').innerText()).toBe('It began so.');
  });

  test('a quote that does not stand in its document is called so, and the document shows it', async () => {
    const document = textAnswer(200, 'The memo.\nNobody agreed to anything.');
    await using window = await show({
      ...scriptFor(openQuestionDebate()),
      'GET /api/v1/debates/d1/evidence/E2': document,
    });
    const { page } = window;
    const chip = page.locator('.citation', { hasText: 'everybody agreed to it' }).first();
    await chip.waitFor();
    expect(await chip.innerText()).toContain('not found');
    await chip.click();
    await page.getByText('does not stand in this document').waitFor();
    expect(await page.locator('.document').innerText()).toBe('The memo. Nobody agreed to anything.');
    expect(await page.locator('mark').count()).toBe(0);
  });

  test('a closed question shows its votes', async () => {
    await using window = await showEnded(closedQuestionDebate('d1'));
    await window.page.locator('.votes').waitFor();
    expect(await textOf(window.page, '.answer .choice')).toBe('yes');
    expect(await window.page.locator('.votes li').allInnerTexts()).toEqual(['yes\n3 votes', 'no\n0 votes']);
  });

  test('a cancelled debate says so, and what positions there were; nothing is made up', async () => {
    await using window = await showEnded(cancelledDebate('d1'));
    const { page } = window;
    await page.getByText('Cancelled: there is no decision').waitFor();
    expect(await textOf(page, '.held .claim')).toBe('Split it.');
    expect(await page.locator('.answer, .minority').count()).toBe(0);
    expect(await page.title()).toMatch(/^Cancelled: /);
  });

  test('a narrow screen shows one agent at a time, and says who speaks', async () => {
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
