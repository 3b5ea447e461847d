import { displayWidth } from '../../shared/command-line/text-layout.ts';
import { toTerminalText } from './style.ts';

/** A terminal with a footer that is redrawn in place below lines that scroll. */
export interface Screen {
  /** Adds lines above the footer. */
  print(lines: readonly string[]): void;
  /** Sets the footer, which is redrawn soon and after every resize. */
  show(footer: (columns: number) => readonly string[]): void;
  /** Removes the footer and restores the terminal. */
  close(): void;
}

export interface DrawableStream {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** Faster redraws are not visible; deltas within the interval share one. */
const redrawMs = 80;

/** Synchronized updates: a terminal that supports them never shows a half-drawn footer. */
const [beginUpdate, endUpdate] = ['\x1b[?2026h', '\x1b[?2026l'];
const [hideCursor, showCursor] = ['\x1b[?25l', '\x1b[?25h'];

export function createScreen(terminal: DrawableStream): Screen {
  let footer: (columns: number) => readonly string[] = () => [];
  let drawn: readonly string[] = [];
  let timer: NodeJS.Timeout | null = null;

  /** Moves to the first footer line and erases from there. A narrowed terminal has wrapped long lines. */
  function erase(): string {
    const columns = terminal.columns || 1;
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
    return `${rows > 0 ? `\x1b[${rows}A` : ''}\r\x1b[J`;
  }

  function draw(above: readonly string[] = []): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const eraseSequence = erase();
    // A line as wide as the terminal would move the cursor to the next one; lines beyond the rows cannot be erased,
    // and a line break within a line would add one.
    drawn = footer(terminal.columns - 1)
      .slice(0, Math.max(0, terminal.rows - 1))
      .map((line) => toTerminalText(line).replaceAll('\n', ' '));
    const lines = [...above.map(toTerminalText), ...drawn];
    terminal.write(`${beginUpdate}${eraseSequence}${lines.map((line) => `${line}\n`).join('')}${endUpdate}`);
  }

  const onResize = () => draw();
  terminal.on('resize', onResize);
  terminal.write(hideCursor);

  return {
    print: (lines) => draw(lines),
    show(next) {
      footer = next;
      timer ??= setTimeout(draw, redrawMs);
    },
    close() {
      terminal.off('resize', onResize);
      footer = () => [];
      draw();
      terminal.write(showCursor);
    },
  };
}
