import type { Formats } from '../../shared/formats.ts';
import { toPrintableJson } from '../../shared/printable.ts';
import type { DrawableStream } from './screen.ts';
import { createStyle, type Style, toTerminalText } from './style.ts';

export interface TerminalStream extends DrawableStream {
  readonly isTTY: boolean;
  hasColors(): boolean;
}

/** What a command needs a server for: to read debates that are stored, or to run them too. */
export type OwnServerUse = 'read' | 'run';

/** A server of the command itself. */
export interface OwnServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** The environment of a command. */
export interface Terminal {
  readonly stdout: TerminalStream;
  /** For progress and notes; results go to stdout. */
  readonly stderr: TerminalStream;
  readonly stdin: AsyncIterable<Buffer> & { readonly isTTY?: boolean; readonly destroy?: () => unknown };
  /** Version of this program. */
  readonly version: string;
  /** The terminal cannot move the cursor (TERM=dumb). */
  readonly isDumb: boolean;
  /** The default of --server. */
  readonly server: string;
  /** The address was chosen; otherwise commands start a server when none answers there. */
  readonly isServerNamed: boolean;
  /** Starts a server that lasts as long as a command. Throws CommandError. */
  readonly startServer: (use: OwnServerUse) => Promise<OwnServer>;
  /** The default of --key. */
  readonly apiKey: string | undefined;
  /** Aborts on Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Those of the environment's locale. */
  readonly formats: Formats;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Writes to one of the two streams. All output passes through it, so that untrusted control characters are removed. */
export interface Output {
  readonly writeLines: (lines: readonly string[]) => void;
  /** Writes the exact text, for programs; on a terminal it is made printable. */
  readonly writeDocument: (text: string, kind: 'json' | 'text') => void;
  readonly writeJson: (value: unknown) => void;
  readonly style: Style;
  readonly columns: () => number;
  /** The stream when it is a terminal that can redraw lines; else null. */
  readonly screen: TerminalStream | null;
}

/** Wider lines are hard to read. */
const columnsMax = 100;
const columnsDefault = 80;

/** `plain` turns off colours and redrawing, also on a terminal. */
export function createOutput(terminal: Terminal, name: 'stdout' | 'stderr', plain: boolean): Output {
  const stream = terminal[name];
  const isInteractive = stream.isTTY && stream.columns > 0 && !terminal.isDumb && !plain;
  const style = createStyle(isInteractive && stream.hasColors(), terminal.formats);
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
