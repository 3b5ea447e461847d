import { forTerminal } from './style.ts';
import { width } from './text.ts';

/** A terminal of which the bottom is drawn anew in place while lines above it stay and scroll. */
export interface Screen {
  /** Adds lines above the bottom. */
  print(lines: readonly string[]): void;
  /** Sets how the bottom is made; it is drawn anew soon, and when the size changes. */
  show(bottom: (columns: number) => readonly string[]): void;
  /** Takes the bottom away and gives the terminal back. */
  close(): void;
}

/** What a screen needs of a terminal's stream. */
export interface Drawable {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/** Faster than this no eye follows; deltas that come in between share one drawing. */
const redrawMs = 80;

/** Ask the terminal to show what comes in one go, where it can: no half-drawn bottom is ever seen. */
const [together, shown] = ['\x1b[?2026h', '\x1b[?2026l'];
const [hideCursor, showCursor] = ['\x1b[?25l', '\x1b[?25h'];

export function createScreen(terminal: Drawable): Screen {
  let bottom: (columns: number) => readonly string[] = () => [];
  let drawn: readonly string[] = [];
  let timer: NodeJS.Timeout | null = null;

  /** Back to the first drawn line, and everything from there on gone. A narrowed terminal has broken long lines. */
  function erase(): string {
    const columns = terminal.columns || 1;
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(width(line) / columns)), 0);
    return `${rows > 0 ? `\x1b[${rows}A` : ''}\r\x1b[J`;
  }

  function draw(above: readonly string[] = []): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const before = erase();
    // A line as wide as the terminal would move the cursor on; and more lines than rows cannot be taken back.
    // A line break within a line would make one more of them.
    drawn = bottom(terminal.columns - 1)
      .slice(0, Math.max(0, terminal.rows - 1))
      .map((line) => forTerminal(line).replaceAll('\n', ' '));
    const lines = [...above.map(forTerminal), ...drawn];
    terminal.write(`${together}${before}${lines.map((line) => `${line}\n`).join('')}${shown}`);
  }

  const onResize = () => draw();
  terminal.on('resize', onResize);
  terminal.write(hideCursor);

  return {
    print: (lines) => draw(lines),
    show(next) {
      bottom = next;
      timer ??= setTimeout(draw, redrawMs);
    },
    close() {
      terminal.off('resize', onResize);
      bottom = () => [];
      draw();
      terminal.write(showCursor);
    },
  };
}
