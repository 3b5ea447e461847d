import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Terminal } from './cli/output/terminal.ts';
import { printError, runCommandLine } from './cli/run-command-line.ts';
import { readTerminalSettings } from './config/terminal-settings.ts';

// The `rostrum` command. rostrum.mjs starts it once the Node that runs is new enough.

function version(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

// `rostrum list | head` closes the pipe early, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  version: version(),
  ...readTerminalSettings(process.env),
  interrupted: interruption.signal,
  now: Date.now,
  randomId: randomUUID,
};

const args = process.argv.slice(2);

// Node would print the error with its control characters.
process.on('uncaughtException', (error) => process.exit(printError(error, args, terminal)));

process.exitCode = await runCommandLine(args, terminal);
