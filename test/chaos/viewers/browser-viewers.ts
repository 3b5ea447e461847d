import type { Browser } from 'playwright-core';
import { type EventType, terminalEventTypes } from '../../../app/debate/core/events.ts';
import type { ViewerState } from './event-source.ts';

/** Viewers in a page of Chromium. */
export interface BrowserViewers {
  states(): Promise<readonly ViewerState[]>;
  close(): Promise<void>;
}

/** Chromium opens at most six connections to one address, and the page needs one itself. */
const sourcesPerPage = 4;

/** From the end of a WebSocket to the next one, as in the pages of others. */
const reopenMs = 500;

/** EventSource has no listener for all types. */
const eventTypes: readonly EventType[] = [
  'debate.created',
  'round.started',
  'turn.started',
  'turn.superseded',
  'turn.completed',
  'turn.failed',
  'agreement.measured',
  'note.added',
  'debate.paused',
  'debate.resumed',
  'budget.noticed',
  ...terminalEventTypes,
];

/** Opens a page of the server, and in it EventSources and as many WebSockets that watch a debate. */
export async function openBrowserViewers(
  browser: Browser,
  url: string,
  debate: string,
): Promise<BrowserViewers> {
  // A context has connections of its own, as another browser would.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(watchInPage, {
    debate,
    count: sourcesPerPage,
    types: [...eventTypes],
    terminal: [...terminalEventTypes],
    reopenMs,
  });
  return {
    async states() {
      const text = await page.evaluate(() => document.documentElement.dataset.viewers);
      return JSON.parse(text ?? '[]');
    },
    close: () => context.close(),
  };
}

interface PageOptions {
  readonly debate: string;
  readonly count: number;
  readonly types: readonly string[];
  readonly terminal: readonly string[];
  readonly reopenMs: number;
}

/** Runs in the page, and keeps what the viewers have seen in an attribute of the document. */
function watchInPage({ debate, count, types, terminal, reopenMs }: PageOptions): void {
  const viewers: { transport: string; seqs: number[]; status: string; detail: string }[] = [];
  function addViewer(transport: string) {
    const viewer = { transport, seqs: [] as number[], status: 'watching', detail: '' };
    viewers.push(viewer);
    const save = () => {
      document.documentElement.dataset.viewers = JSON.stringify(viewers);
    };
    save();
    return {
      isEnded: () => viewer.status === 'ended',
      last: () => viewer.seqs.at(-1) ?? 0,
      receive(type: string, seq: number) {
        viewer.seqs.push(seq);
        if (terminal.includes(type)) viewer.status = 'ended';
        save();
      },
      lose(detail: string) {
        Object.assign(viewer, { status: 'lost', detail });
        save();
      },
    };
  }
  function openSource(): void {
    const viewer = addViewer('EventSource');
    const source = new EventSource(`/api/v1/debates/${debate}/events`);
    for (const type of types)
      source.addEventListener(type, ({ lastEventId }) => {
        viewer.receive(type, Number(lastEventId));
        if (viewer.isEnded()) source.close();
      });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED && !viewer.isEnded()) viewer.lose('closed');
    });
  }
  /** As any page does: opens the next socket a moment after one has closed. */
  function openSockets(): void {
    const viewer = addViewer('WebSocket');
    function open(): void {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
      socket.addEventListener('open', () =>
        socket.send(JSON.stringify({ type: 'subscribe', debate, after: viewer.last() })),
      );
      socket.addEventListener('message', ({ data }) => {
        const frame = JSON.parse(String(data));
        if ('hash' in frame) viewer.receive(frame.type, frame.seq);
        if (viewer.isEnded()) socket.close();
      });
      socket.addEventListener('close', () => {
        if (!viewer.isEnded()) setTimeout(open, reopenMs);
      });
    }
    open();
  }
  for (let index = 0; index < count; index += 1) {
    openSource();
    openSockets();
  }
}
