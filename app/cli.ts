import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandError, exitCodes } from './cli/exit-codes.ts';
import type { OwnServer, OwnServerUse, Terminal } from './cli/output/terminal.ts';
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
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // The first lets the command end properly, which can take a moment.
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    interruption.abort();
  });

// `rostrum list | head` closes the pipe early, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

/** Loaded only when it is needed: most commands use a server that runs. */
async function startServer(use: OwnServerUse): Promise<OwnServer> {
  const { startEmbeddedServer } = await import('./bootstrap/embedded-server.ts');
  const { isStartError } = await import('./bootstrap/start-errors.ts');
  return startEmbeddedServer({ env: process.env, runsDebates: use === 'run' }).catch((error: unknown) => {
    throw isStartError(error) ? new CommandError(error.message) : error;
  });
}

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  version: version(),
  ...readTerminalSettings(process.env),
  startServer,
  interrupted: interruption.signal,
  now: Date.now,
  randomId: randomUUID,
};

const args = process.argv.slice(2);

// Node would print the error with its control characters.
process.on('uncaughtException', (error) => process.exit(printError(error, args, terminal)));

process.exitCode = await runCommandLine(args, terminal);
