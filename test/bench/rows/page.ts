import type { BrowserContext, Page } from 'playwright-core';
import { createClient } from '../../../app/client/client.ts';
import { browserProgram, openBrowser, openWindow } from '../../support/processes/browser.ts';
import { startProgram } from '../../support/processes/program.ts';
import { createTemporaryDirectory } from '../../support/temporary-directory.ts';
import type { BenchRow } from '../row.ts';

const debates = 5;
const seats = 3;
const tokensPerSecond = 150;

export const livePage: BenchRow = {
  description: `the main thread of a page for each of ${debates} debates at ${tokensPerSecond} tokens/s`,
  run: async (length) => {
    const seconds = length === 'short' ? 2 : 15;
    const directory = createTemporaryDirectory('bench');
    const program = await startProgram({
      ROSTRUM_DATA_DIR: directory.path,
      ROSTRUM_MODEL: `rehearsal?tps=${tokensPerSecond / seats}&words=5000&ttftMs=0`,
    });
    const browser = await openBrowser(browserProgram ?? '');
    try {
      const client = createClient({ baseUrl: program.url });
      const window = await openWindow(browser, 1280, 'light');
      const pages = [];
      for (let index = 0; index < debates; index += 1) {
        const { id } = await client.create({ question: `Which of both is better, ${index}?` });
        pages.push(await openDebate(window, `${program.url}/debates/${id}`));
      }
      await browser.startTracing(undefined, { categories: ['disabled-by-default-devtools.timeline'] });
      const busy = await Promise.all(pages.map((tab) => measureBusy(window, tab, seconds)));
      const longestMs = longestTaskMs(JSON.parse((await browser.stopTracing()).toString()));
      const mostBusy = Math.max(...busy) * 100;
      const all = busy.reduce((sum, share) => sum + share, 0) * 100;
      return {
        figures: { 'all pages together: % of a CPU': all.toFixed(1) },
        goals: [
          { name: 'busiest main thread', value: mostBusy, unit: '%', relation: '≤', limit: 50 },
          {
            name: 'longest task of a main thread',
            value: longestMs,
            unit: 'CPU ms',
            relation: '≤',
            limit: 50,
          },
        ],
      };
    } finally {
      await browser.close();
      await program.stop('SIGKILL');
      directory.remove();
    }
  },
};

async function openDebate(window: BrowserContext, url: string): Promise<Page> {
  const tab = await window.newPage();
  await tab.goto(url);
  await tab.locator('.turn.is-speaking').first().waitFor();
  return tab;
}

interface Trace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly pid: number;
    readonly tid: number;
    /** CPU time in µs: other programs of the machine do not lengthen it. */
    readonly tdur?: number;
    readonly args?: { readonly name?: string };
  }[];
}

function longestTaskMs({ traceEvents }: Trace): number {
  const thread = ({ pid, tid }: Trace['traceEvents'][number]) => `${pid}/${tid}`;
  const mainThreads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(thread),
  );
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && mainThreads.has(thread(event)));
  if (tasks.length === 0) throw new Error('the trace of the browser has no tasks');
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur), 0) / 1000;
}

/** The share of a period in which the main thread of a page ran tasks. */
async function measureBusy(window: BrowserContext, tab: Page, seconds: number): Promise<number> {
  const session = await window.newCDPSession(tab);
  await session.send('Performance.enable');
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
    return { busySeconds: of('TaskDuration'), at: of('Timestamp') };
  };
  const before = await read();
  await tab.waitForTimeout(seconds * 1000);
  const after = await read();
  return (after.busySeconds - before.busySeconds) / (after.at - before.at);
}
