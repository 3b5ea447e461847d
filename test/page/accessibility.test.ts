import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoredEvent } from '../../app/debate/core/events.ts';
import { toEnvelope } from '../../app/debate/core/frames.ts';
import { createPanel, presets } from '../../app/debate/core/presets.ts';
import { createDebateDriver, proposal, settings, toStoredEvents } from '../support/debates/debate-driver.ts';
import {
  cancelledDebate,
  closedQuestionDebate,
  failedDebate,
  openQuestionDebate,
  scriptFor,
  serveEventStream,
} from '../support/debates/sample-debates.ts';
import { homeAnswers } from '../support/http/home-answers.ts';
import { pageAnswers } from '../support/http/page-answers.ts';
import {
  jsonAnswer,
  problemAnswer,
  type ScriptedAnswer,
  startScriptedServer,
  textAnswer,
} from '../support/http/scripted-server.ts';
import {
  accessibilityFaults,
  browserProgram,
  horizontalOverflowPx,
  openBrowser,
  openTab,
  openWindow,
} from '../support/processes/browser.ts';

interface PageState {
  readonly path: string;
  readonly answers?: Readonly<Record<string, ScriptedAnswer>>;
  /** Brings the page into the state. */
  readonly reach: (page: Page) => Promise<unknown>;
}

const debatePath = '/debates/d1';
const heading = (name: string) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();

/** Five seats that have just begun to speak. */
function fiveSeats(): readonly StoredEvent[] {
  const course = createDebateDriver(settings({ panel: createPanel(presets.deep, undefined, 'rehearsal') }));
  course.startDueTurns();
  return toStoredEvents(course.log);
}

function paused(): readonly StoredEvent[] {
  const course = createDebateDriver(settings());
  course.startDueTurns();
  course.execute({ type: 'pause', by: 'Ann' });
  return toStoredEvents(course.log);
}

function waitingForApproval(): readonly StoredEvent[] {
  const course = createDebateDriver(settings({ approval: true, rounds: 0 }));
  course.runPhase({ a1: proposal('One.'), a2: proposal('Two.'), a3: proposal('Three.') });
  return toStoredEvents(course.log);
}

const running = {
  path: debatePath,
  answers: {
    'GET /api/v1/debates/d1/events': serveEventStream(fiveSeats().map(toEnvelope), { stay: true }),
  },
};

const decided = {
  path: debatePath,
  answers: {
    ...scriptFor(openQuestionDebate()),
    'GET /api/v1/debates/d1/evidence/E1': textAnswer(200, '# Load test\n\nThroughput fell by 40% in E1.'),
  },
};

const keysAnswers = {
  'GET /api/v1/keys': jsonAnswer(200, {
    keys: ['ci', 'anna'].map((name, index) => ({
      id: `0123456789abcde${index}`,
      tenant: 'local',
      name,
      scopes: ['read', 'run'],
      createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: null,
      revokedAt: name === 'anna' ? '2026-02-01T00:00:00.000Z' : null,
      lastUsedAt: null,
    })),
  }),
  'GET /api/v1/usage': jsonAnswer(200, {
    totals: [
      ...['2026-06-02', '2026-06-01'].map((day) => ({
        ...{ day, keyId: '0123456789abcde0', model: 'anthropic:claude-x', calls: 12 },
        ...{ inputTokens: 84_000, outputTokens: 9000, usd: 1.25 },
      })),
    ],
    today: { key: { usdPerDay: null, heldUsd: 0 }, tenant: { usdPerDay: 50, heldUsd: 1.25 } },
  }),
};

const signedOut = Object.fromEntries(
  ['agents', 'session', 'debates'].map((name) => [
    `GET /api/v1/${name}`,
    problemAnswer(401, 'unauthorized', 'Send a key.'),
  ]),
);

const states: Readonly<Record<string, PageState>> = {
  'home with five seats, documents and options': {
    path: '/',
    answers: homeAnswers(),
    reach: async (page) => {
      await page.getByRole('button', { name: 'Try the example' }).click();
      await page.locator('.evidence-chips').waitFor();
      await page.getByText('Add answers to choose from').click();
      await page.getByText('Advanced').click();
      for (const _ of 'ab') await page.getByText('Add seat').click();
    },
  },
  'the dialog to choose a model': {
    path: '/',
    answers: homeAnswers(),
    reach: async (page) => {
      await page.getByText('Advanced').click();
      await page.getByRole('button', { name: 'Choose the model of seat 2' }).click();
      await page.getByRole('button', { name: /gemini-x-small/ }).waitFor();
    },
  },
  'the dialog to paste a document': {
    path: '/',
    answers: homeAnswers(),
    reach: async (page) => {
      await page.getByRole('button', { name: 'paste text' }).click();
      await page.locator('dialog textarea').waitFor();
    },
  },
  'the menu of a past debate': {
    path: '/',
    answers: homeAnswers(),
    reach: async (page) => page.locator('.debate-item summary, .debate-item .menu > *').first().click(),
  },
  'a running debate of five seats': {
    ...running,
    reach: async (page) => page.locator('.turn.is-speaking').first().waitFor(),
  },
  'a paused debate': {
    path: debatePath,
    answers: { 'GET /api/v1/debates/d1/events': serveEventStream(paused().map(toEnvelope), { stay: true }) },
    reach: async (page) => page.getByRole('button', { name: 'Resume' }).waitFor(),
  },
  'a debate that waits for approval': {
    path: debatePath,
    answers: {
      'GET /api/v1/debates/d1/events': serveEventStream(waitingForApproval().map(toEnvelope), { stay: true }),
    },
    reach: async (page) =>
      page
        .getByRole('button', { name: /Approve/ })
        .first()
        .waitFor(),
  },
  'the dialog for a note': {
    ...running,
    reach: async (page) => {
      await page.getByRole('button', { name: /^Note/ }).click();
      await page.locator('dialog textarea').waitFor();
    },
  },
  'a decided debate': { ...decided, reach: async (page) => page.locator('.answer').waitFor() },
  'the replay of a debate': {
    ...decided,
    reach: async (page) => {
      await page.getByRole('button', { name: 'Replay the debate' }).click();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('slider', { name: 'Event' }).fill('30');
      await page.getByText('30 of').waitFor();
    },
  },
  'a document opened at a quote': {
    ...decided,
    reach: async (page) => {
      await page.locator('.citation').first().click();
      await page.locator('dialog .document').waitFor();
    },
  },
  'a decided closed question': {
    path: debatePath,
    answers: scriptFor(closedQuestionDebate('d1')),
    reach: async (page) => page.locator('.votes').waitFor(),
  },
  'a cancelled debate': {
    path: debatePath,
    answers: scriptFor(cancelledDebate('d1')),
    reach: async (page) => page.getByText('Cancelled: no decision').waitFor(),
  },
  'a failed debate': {
    path: debatePath,
    answers: scriptFor(failedDebate('d1')),
    reach: async (page) => page.getByText('No decision').first().waitFor(),
  },
  'a debate that does not exist': { path: debatePath, reach: heading('This debate cannot be shown') },
  'an unknown address': { path: '/elsewhere', reach: heading('There is no page here') },
  'the keys of a tenant': {
    path: '/keys',
    answers: keysAnswers,
    reach: async (page) => {
      await page.getByRole('button', { name: 'Revoke ci' }).waitFor();
      await page.getByLabel('By').selectOption('Key');
      await page.getByRole('row', { name: 'ci 24 168k 18.0k $2.50' }).waitFor();
    },
  },
  'signing in': { path: '/', answers: signedOut, reach: heading('This server needs a key') },
  'signing in by OpenID Connect': {
    path: '/',
    answers: { ...signedOut, 'GET /api/v1/sign-in': jsonAnswer(200, { openId: { name: 'Example Login' } }) },
    reach: async (page) => page.getByRole('link', { name: 'Sign in with Example Login' }).waitFor(),
  },
};

/** A folder for a picture of every state. */
const screenshots = process.env.ROSTRUM_SCREENSHOTS;

const isLong = process.env.ROSTRUM_AXE === 'all';

/** A wide and a narrow window in turn. ROSTRUM_AXE=all opens both, light and dark, which takes minutes longer. */
const views = [
  [1280, 'light'],
  [390, 'dark'],
  ...(isLong
    ? ([
        [1280, 'dark'],
        [390, 'light'],
      ] as const)
    : []),
] as const;

describe.skipIf(!browserProgram)('the page is accessible and fits', () => {
  let browser: Browser;
  let windows: readonly BrowserContext[];

  beforeAll(async () => {
    browser = await openBrowser(browserProgram ?? '');
    windows = await Promise.all(views.map(([width, scheme]) => openWindow(browser, width, scheme)));
    // A window is open as long as one of its pages.
    await Promise.all(windows.map((window) => window.newPage()));
  });

  const windowsOf = (index: number) => (isLong ? windows : windows.slice(index % 2, (index % 2) + 1));

  afterAll(() => browser?.close());

  const numbered = Object.entries(states).map(([name, state], index) => ({ name, index, ...state }));

  test.each(numbered)('$name', async ({ name, index, path, answers = {}, reach }) => {
    const script = {
      'GET /api/v1/session': jsonAnswer(200, {
        name: 'local',
        tenant: 'local',
        scopes: [],
        keyRequired: false,
      }),
      ...(await pageAnswers(path)),
      ...answers,
    };
    await using server = await startScriptedServer(script);
    for (const window of windowsOf(index)) {
      const { page } = await openTab(window, `${server.url}${path}`);
      await reach(page);
      const view = views[windows.indexOf(window)]?.join(' ');
      expect(await accessibilityFaults(page), view).toEqual([]);
      expect(await horizontalOverflowPx(page), `overflow, ${view}`).toBe(0);
      if (screenshots)
        await page.screenshot({ path: join(screenshots, `${name}, ${view}.png`), fullPage: true });
      await page.close();
    }
  });
});
