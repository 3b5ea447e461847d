import type { ReadStream, WriteStream } from 'node:tty';
import type { TerminalStream } from './screen.ts';
import { createStyle, type Style } from './style.ts';

/** All that a command needs of the world. */
export interface Terminal {
  /** For what was asked for. */
  readonly stdout: WriteStream;
  /** For what is said about it. */
  readonly stderr: WriteStream;
  readonly stdin: ReadStream;
  /** Of this program. */
  readonly version: string;
  /** The terminal can only write line after line. */
  readonly isDumb: boolean;
  /** Where the server is, unless --server says otherwise. */
  readonly server: string;
  /** The key for it, unless --key says otherwise. */
  readonly apiKey: string | undefined;
  /** Fires when the person has had enough (Ctrl-C). */
  readonly interrupted: AbortSignal;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** One of the two streams, as something to write lines on. */
export interface Output {
  readonly writeLines: (lines: readonly string[]) => void;
  readonly style: Style;
  /** Columns to wrap at. */
  readonly columns: () => number;
  /** The stream, when a person looks at it and lines on it can be drawn anew; else null. */
  readonly screen: TerminalStream | null;
}

/** Wider lines than this are hard to read; without a terminal nobody says how wide they may be. */
const columnsMax = 100;
const columnsDefault = 80;

/** `plain`: no colours, nothing drawn anew, whoever looks. */
export function createOutput(terminal: Terminal, name: 'stdout' | 'stderr', plain: boolean): Output {
  const stream = terminal[name];
  const isInteractive = stream.isTTY && stream.columns > 0 && !terminal.isDumb && !plain;
  const style = createStyle(isInteractive && stream.hasColors());
  return {
    writeLines: (lines) => {
      if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
    },
    style,
    columns: () => Math.min(columnsMax, stream.columns || columnsDefault),
    screen: isInteractive ? stream : null,
  };
}
