import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { ask } from './cli/ask.ts';
import type { Command } from './cli/command.ts';
import { doctor } from './cli/doctor.ts';
import { type ExitCode, exitCodes, Failure, WrongUsage } from './cli/exit.ts';
import { exportDebate } from './cli/export.ts';
import { commandHelp, generalHelp } from './cli/help.ts';
import { keys } from './cli/keys.ts';
import { list } from './cli/list.ts';
import { show } from './cli/show.ts';
import { outputOn, type Terminal } from './cli/terminal.ts';
import { verify } from './cli/verify.ts';
import { watch } from './cli/watch.ts';
import { ApiError, ServerUnreachable } from './client/client.ts';
import { terminalVariables } from './contract/env.ts';
import { didYouMean } from './nearest.ts';

/** `rostrum`, the terminal's way in. rostrum.mjs starts it, once the Node that runs is new enough. */
const commands: Readonly<Record<string, Command>> = {
  ask,
  watch,
  list,
  show,
  export: exportDebate,
  verify,
  keys,
  doctor,
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
  const say = (text: string): ExitCode => {
    outputOn(terminal, 'stdout', true).lines([text]);
    return exitCodes.decided;
  };
  if (word === undefined || word === '--help' || word === '-h') return say(generalHelp(commands));
  if (word === '--version' || word === '-v') return say(`rostrum ${terminal.version}`);
  if (word === 'help')
    return rest[0] === undefined ? say(generalHelp(commands)) : run([rest[0], '--help'], terminal);
  const command = isCommand(word) ? commands[word] : undefined;
  if (!command) throw new WrongUsage(`there is no command ${word}${didYouMean(word, Object.keys(commands))}`);
  if (asksForHelp(rest)) return say(commandHelp(word, command));
  return command.run(rest, terminal);
}

/** After `--` everything is the command's own words. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  return before.includes('--help') || before.includes('-h');
}

/** What went wrong, in words for people, and how the program ends then. */
function explain(
  error: unknown,
  command: string | null,
): { readonly lines: readonly string[]; readonly exitCode: ExitCode } {
  if (error instanceof WrongUsage)
    return {
      lines: [`rostrum: ${error.message}`, `See rostrum ${command ? `${command} ` : ''}--help`],
      exitCode: exitCodes.usage,
    };
  if (error instanceof ServerUnreachable) {
    const { origin } = new URL(error.url);
    const cure = 'Start a server with `npm run dev`, or name another with --server URL or ROSTRUM_URL.';
    return { lines: [`rostrum: no answer from ${origin}`, cure], exitCode: exitCodes.unreachable };
  }
  if (error instanceof ApiError) {
    // The detail often says it all; members at fault that it does not speak of follow.
    const more = error.errors.filter(({ says }) => !error.detail.includes(says));
    const members = more.map(({ at, says }) => `  ${at}: ${says}`);
    return { lines: [`rostrum: ${error.detail}`, ...members], exitCode: exitCodes.failed };
  }
  if (error instanceof Failure) return { lines: [`rostrum: ${error.message}`], exitCode: exitCodes.failed };
  // A bug, which may quote what others wrote.
  return { lines: [inspect(error)], exitCode: exitCodes.failed };
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

// A reader that has seen enough (`rostrum list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  version: version(),
  dumb: process.env.TERM === 'dumb',
  server: process.env.ROSTRUM_URL || terminalVariables.ROSTRUM_URL.default,
  apiKey: process.env.ROSTRUM_API_KEY || undefined,
  interrupted: interruption.signal,
  now: Date.now,
  randomId: randomUUID,
};

const args = process.argv.slice(2);

function report(error: unknown): void {
  const { lines, exitCode } = interruption.signal.aborted
    ? { lines: ['rostrum: interrupted'], exitCode: exitCodes.interrupted }
    : explain(error, isCommand(args[0]) ? args[0] : null);
  outputOn(terminal, 'stderr', true).lines(lines);
  process.exitCode = exitCode;
}

// Node would print the words of an error as they are.
process.on('uncaughtException', (error) => {
  report(error);
  process.exit();
});

try {
  process.exitCode = await run(args, terminal);
} catch (error) {
  report(error);
}
