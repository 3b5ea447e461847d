import type { ReadStream } from 'node:tty';
import type { Drawable } from './screen.ts';
import { createStyle, forTerminal, type Style } from './style.ts';
import { printableJson } from './text.ts';

/** What is needed of a stream that may be a terminal. */
export interface TerminalStream extends Drawable {
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
  readonly dumb: boolean;
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
  readonly lines: (lines: readonly string[]) => void;
  /** What programs read: as it is, to the letter, unless a person looks at it. */
  readonly file: (text: string, kind: 'json' | 'text') => void;
  readonly json: (value: unknown) => void;
  readonly style: Style;
  /** Columns to wrap at. */
  readonly columns: () => number;
  /** The stream, when a person looks at it and lines on it can be drawn anew; else null. */
  readonly screen: Drawable | null;
}

/** Wider lines than this are hard to read; without a terminal nobody says how wide they may be. */
const columnsMax = 100;
const columnsDefault = 80;

/** `plain`: no colours, nothing drawn anew, whoever looks. */
export function outputOn(terminal: Terminal, where: 'stdout' | 'stderr', plain: boolean): Output {
  const stream = terminal[where];
  const live = stream.isTTY && stream.columns > 0 && !terminal.dumb && !plain;
  const style = createStyle(live && stream.hasColors());
  const file: Output['file'] = (text, kind) => {
    const clean = kind === 'json' ? printableJson : forTerminal;
    stream.write(stream.isTTY ? clean(text) : text);
  };
  return {
    lines: (lines) => {
      if (lines.length > 0) stream.write(`${forTerminal(lines.join('\n'))}\n`);
    },
    file,
    json: (value) => file(`${JSON.stringify(value, null, 2)}\n`, 'json'),
    style,
    columns: () => Math.min(columnsMax, stream.columns || columnsDefault),
    screen: live ? stream : null,
  };
}
