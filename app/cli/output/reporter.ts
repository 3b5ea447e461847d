import type { FollowState } from '../../client/follow.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { createScreen, type TerminalStream } from './screen.ts';
import { statusLines } from './status-panel.ts';
import type { Output } from './terminal.ts';
import type { TranscriptEntry } from './transcript.ts';
import { logLines, screenLines } from './transcript-lines.ts';

/** Shows a debate while it runs. */
export interface Reporter {
  print(passages: readonly TranscriptEntry[]): void;
  /** The debate as it stands, after every frame. */
  update(view: DebateView): void;
  connection(state: FollowState): void;
  close(): void;
}

export function createReporter(output: Output, now: () => number): Reporter {
  return output.screen ? createScreenReporter(output, output.screen, now) : createLogReporter(output, now);
}

export const silentReporter: Reporter = { print() {}, update() {}, connection() {}, close() {} };

/** How often the clock at the bottom goes on. */
const tickMs = 1000;

function createScreenReporter(output: Output, terminal: TerminalStream, now: () => number): Reporter {
  const screen = createScreen(terminal);
  const { style } = output;
  let problem: string | null = null;
  let latest: DebateView | null = null;

  function redraw(): void {
    const view = latest;
    if (view) screen.show((columns) => statusLines(view, { nowMs: now(), columns, style, problem }));
  }
  const timer = setInterval(redraw, tickMs);

  return {
    print(entries) {
      const lines = entries.flatMap((entry) => screenLines(entry, output.columns(), style));
      if (lines.length > 0) screen.print(lines);
    },
    update(view) {
      latest = view;
      redraw();
    },
    connection(state) {
      problem = connectionProblem(state);
      redraw();
    },
    close() {
      clearInterval(timer);
      screen.close();
    },
  };
}

function createLogReporter(output: Output, now: () => number): Reporter {
  let problem: string | null = null;
  return {
    print(entries) {
      output.writeLines(entries.flatMap((entry) => logLines(entry, output.columns(), output.style)));
    },
    update() {},
    connection(state) {
      // Every try would be a line; that the connection is gone is said once.
      const next = state.status === 'connecting' ? problem : connectionProblem(state);
      if (next && !problem) output.writeLines([`${new Date(now()).toISOString()} ${next}`]);
      problem = next;
    },
    close() {},
  };
}

const connectionProblem = (state: FollowState): string | null =>
  state.status === 'waiting' ? 'the connection broke; connecting again' : null;
