import type { Terminal } from '../../app/cli/terminal.ts';
import { TinyTerminal } from './tiny-terminal.ts';

class FakeStream extends TinyTerminal {
  override columns = 80;
  override rows = 24;
  readonly isTTY: boolean;
  private readonly colours: boolean;

  constructor(isTTY: boolean, colours: boolean) {
    super();
    this.isTTY = isTTY;
    this.colours = colours;
  }

  hasColors(): boolean {
    return this.colours;
  }

  /** Everything that was written, to the letter. */
  output(): string {
    return this.written.join('');
  }
}

export const kinds = ['a pipe', 'a terminal', 'a terminal with colours'] as const;

/** What a command runs on in the process of a test. */
export function fakeTerminal(server: string, kind: (typeof kinds)[number]) {
  const stream = () => new FakeStream(kind !== 'a pipe', kind === 'a terminal with colours');
  const [stdout, stderr] = [stream(), stream()];
  const terminal: Terminal = {
    ...{ stdout, stderr, stdin: process.stdin, server },
    version: '0.1.0',
    dumb: false,
    apiKey: undefined,
    interrupted: new AbortController().signal,
    now: Date.now,
    randomId: () => 'once',
  };
  return { terminal, stdout, stderr };
}

/** What is left of an output without what the program writes to colour text and to draw its screen. */
export const withoutOurs = (output: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal reads
  output.replace(/\x1b\[(?:1|2|22|31|32|36|39)m|\x1b\[\?(?:25|2026)[hl]|(?:\x1b\[\d+A)?\r\x1b\[J/g, '');
