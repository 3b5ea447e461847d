import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { CommandError } from '../../../app/cli/exit-codes.ts';
import type { Terminal } from '../../../app/cli/output/terminal.ts';
import { readTerminalSettings } from '../../../app/config/terminal-settings.ts';
import { FakeTerminal } from './fake-terminal.ts';

class FakeStream extends FakeTerminal {
  override columns = 80;
  override rows = 24;
  readonly isTTY: boolean;
  private readonly canColor: boolean;

  constructor(isTTY: boolean, canColor: boolean) {
    super();
    this.isTTY = isTTY;
    this.canColor = canColor;
  }

  hasColors(): boolean {
    return this.canColor;
  }

  /** Everything that was written, byte for byte. */
  output(): string {
    return this.writes.join('');
  }
}

export const outputKinds = ['a pipe', 'a terminal', 'a terminal with colours'] as const;
export type OutputKind = (typeof outputKinds)[number];

const { version }: { version: string } = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
);

/** Lets a test run a command in its own process and read its output. `stdin` is what it reads there. */
export function createCommandTerminal(
  kind: OutputKind,
  env: Readonly<Record<string, string>> = {},
  stdin = '',
) {
  const createStream = () => new FakeStream(kind !== 'a pipe', kind === 'a terminal with colours');
  const stdout = createStream();
  const stderr = createStream();
  const terminal: Terminal = {
    stdout,
    stderr,
    stdin: Readable.from([Buffer.from(stdin)]),
    version,
    ...readTerminalSettings({ TZ: 'UTC', ...env }),
    startServer: async () => {
      throw new CommandError('tests start no server of a command');
    },
    interrupted: new AbortController().signal,
    now: Date.now,
    randomId: randomUUID,
  };
  return { terminal, stdout, stderr };
}

/** Removes the sequences with which the program colours text and draws its screen. */
export const withoutOwnSequences = (output: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal reads
  output.replace(/\x1b\[(?:1|2|22|31|32|36|39)m|\x1b\[\?(?:25|2026)[hl]|(?:\x1b\[\d+A)?\r\x1b\[J/g, '');
