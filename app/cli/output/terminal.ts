import type { ReadStream } from 'node:tty';
import { toPrintableJson } from './printable.ts';
import type { DrawableStream } from './screen.ts';
import { createStyle, type Style, toTerminalText } from './style.ts';

/** What is needed of a stream that may be a terminal. */
export interface TerminalStream extends DrawableStream {
  readonly isTTY: boolean;
  hasColors(): boolean;
}

/** All that a command needs of the world. */
export interface Terminal {
  /** For what was asked for. */
  readonly stdout: TerminalStream;
  /** For what is said about it. */
  readonly stderr: TerminalStream;
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

/** One of the two streams. Whatever is printed goes through it, and is cleaned of all that is not ours. */
export interface Output {
  readonly writeLines: (lines: readonly string[]) => void;
  /** For programs: the exact text, unless the stream is a terminal. */
  readonly writeDocument: (text: string, kind: 'json' | 'text') => void;
  readonly writeJson: (value: unknown) => void;
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
  const writeDocument: Output['writeDocument'] = (text, kind) => {
    const clean = kind === 'json' ? toPrintableJson : toTerminalText;
    stream.write(stream.isTTY ? clean(text) : text);
  };
  return {
    writeLines: (lines) => {
      if (lines.length > 0) stream.write(`${toTerminalText(lines.join('\n'))}\n`);
    },
    writeDocument,
    writeJson: (value) => writeDocument(`${JSON.stringify(value, null, 2)}\n`, 'json'),
    style,
    columns: () => Math.min(columnsMax, stream.columns || columnsDefault),
    screen: isInteractive ? stream : null,
  };
}
