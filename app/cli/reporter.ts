import type { FollowState } from '../client/follow.ts';
import type { DebateView } from '../debate/view.ts';
import type { Passage } from './narrate.ts';
import { logLines, passageLines } from './passage.ts';
import { createScreen, type Drawable } from './screen.ts';
import { stripLines } from './strip.ts';
import type { Output } from './terminal.ts';

/** Shows a debate while it runs. */
export interface Reporter {
  tell(passages: readonly Passage[]): void;
  /** The debate as it stands, after every frame. */
  view(view: DebateView): void;
  connection(state: FollowState): void;
  close(): void;
}

export function createReporter(output: Output, now: () => number): Reporter {
  return output.screen ? onScreen(output, output.screen, now) : inLog(output, now);
}

export const silentReporter: Reporter = { tell() {}, view() {}, connection() {}, close() {} };

/** How often the clock at the bottom goes on. */
const tickMs = 1000;

function onScreen(output: Output, terminal: Drawable, now: () => number): Reporter {
  const screen = createScreen(terminal);
  const { style } = output;
  let trouble: string | null = null;
  let latest: DebateView | null = null;

  function show(): void {
    const view = latest;
    if (view) screen.show((columns) => stripLines(view, { nowMs: now(), columns, style, trouble }));
  }
  const ticks = setInterval(show, tickMs);

  return {
    tell(passages) {
      const lines = passages.flatMap((passage) => passageLines(passage, output.columns(), style));
      if (lines.length > 0) screen.print(lines);
    },
    view(view) {
      latest = view;
      show();
    },
    connection(state) {
      trouble = troubleOf(state);
      show();
    },
    close() {
      clearInterval(ticks);
      screen.close();
    },
  };
}

function inLog(output: Output, now: () => number): Reporter {
  let trouble: string | null = null;
  return {
    tell(passages) {
      output.lines(passages.flatMap((passage) => logLines(passage, output.columns(), output.style)));
    },
    view() {},
    connection(state) {
      // Every try would be a line; that the connection is gone is said once.
      const next = state.is === 'connecting' ? trouble : troubleOf(state);
      if (next && !trouble) output.lines([`${new Date(now()).toISOString()} ${next}`]);
      trouble = next;
    },
    close() {},
  };
}

const troubleOf = (state: FollowState): string | null =>
  state.is === 'waiting' ? 'the connection broke; connecting again' : null;
