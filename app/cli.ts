import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { CliCommand } from './cli/command.ts';
import { askCommand } from './cli/commands/ask.ts';
import { doctorCommand } from './cli/commands/doctor.ts';
import { exportCommand } from './cli/commands/export.ts';
import { keysCommand } from './cli/commands/keys.ts';
import { listCommand } from './cli/commands/list.ts';
import { showCommand } from './cli/commands/show.ts';
import { verifyCommand } from './cli/commands/verify.ts';
import { watchCommand } from './cli/commands/watch.ts';
import { CommandError, type ExitCode, exitCodes } from './cli/exit-codes.ts';
import { commandHelp, generalHelp } from './cli/help.ts';
import { createOutput, type Terminal } from './cli/output/terminal.ts';
import { ApiError, ServerUnreachable } from './client/client.ts';
import { terminalVariables } from './contract/env.ts';
import { findCommand, requestsHelp } from './shared/command-line/commands.ts';
import { UsageError } from './shared/command-line/usage-error.ts';

/** The `rostrum` command. rostrum.mjs starts it once the Node that runs is new enough. */
const commands: Readonly<Record<string, CliCommand>> = {
  ask: askCommand,
  watch: watchCommand,
  list: listCommand,
  show: showCommand,
  export: exportCommand,
  verify: verifyCommand,
  keys: keysCommand,
  doctor: doctorCommand,
};

const isCommand = (word: string | undefined): word is string =>
  word !== undefined && Object.hasOwn(commands, word);

function version(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}

async function run([word, ...rest]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const print = (text: string): ExitCode => {
    createOutput(terminal, 'stdout', true).writeLines([text]);
    return exitCodes.decided;
  };
  if (word === undefined || word === '--help' || word === '-h') return print(generalHelp(commands));
  if (word === '--version' || word === '-v') return print(`rostrum ${terminal.version}`);
  if (word === 'help')
    return rest[0] === undefined ? print(generalHelp(commands)) : run([rest[0], '--help'], terminal);
  const command = findCommand(commands, word);
  if (requestsHelp(rest)) return print(commandHelp(word, command));
  return command.run(rest, terminal);
}

/** The message and the exit code for an error. */
function describeError(
  error: unknown,
  command: string | null,
): { readonly lines: readonly string[]; readonly exitCode: ExitCode } {
  if (error instanceof UsageError)
    return {
      lines: [`rostrum: ${error.message}`, `See rostrum ${command ? `${command} ` : ''}--help`],
      exitCode: exitCodes.usage,
    };
  if (error instanceof ServerUnreachable) {
    const { origin } = new URL(error.url);
    const fix = 'Start a server with `npm run dev`, or choose another with --server URL or ROSTRUM_URL.';
    return { lines: [`rostrum: no answer from ${origin}`, fix], exitCode: exitCodes.unreachable };
  }
  if (error instanceof ApiError) {
    // The detail often repeats the message of a member; the others follow it.
    const more = error.errors.filter(({ message }) => !error.detail.includes(message));
    const members = more.map(({ path, message }) => `  ${path}: ${message}`);
    return { lines: [`rostrum: ${error.detail}`, ...members], exitCode: exitCodes.failed };
  }
  if (error instanceof CommandError)
    return { lines: [`rostrum: ${error.message}`], exitCode: exitCodes.failed };
  // A bug. Its text may quote untrusted text, which writeLines cleans.
  return { lines: [inspect(error)], exitCode: exitCodes.failed };
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
  isDumb: process.env.TERM === 'dumb',
  server: process.env.ROSTRUM_URL || terminalVariables.ROSTRUM_URL.default,
  apiKey: process.env.ROSTRUM_API_KEY || undefined,
  interrupted: interruption.signal,
  now: Date.now,
  randomId: randomUUID,
};

const args = process.argv.slice(2);

function reportError(error: unknown): void {
  const { lines, exitCode } = interruption.signal.aborted
    ? { lines: ['rostrum: interrupted'], exitCode: exitCodes.interrupted }
    : describeError(error, isCommand(args[0]) ? args[0] : null);
  createOutput(terminal, 'stderr', true).writeLines(lines);
  process.exitCode = exitCode;
}

// Node would print the error with its control characters.
process.on('uncaughtException', (error) => {
  reportError(error);
  process.exit();
});

try {
  process.exitCode = await run(args, terminal);
} catch (error) {
  reportError(error);
}
