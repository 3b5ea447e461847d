import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CliCommand } from './cli/command.ts';
import { askCommand } from './cli/commands/ask.ts';
import { doctorCommand } from './cli/commands/doctor.ts';
import { exportCommand } from './cli/commands/export.ts';
import { keysCommand } from './cli/commands/keys.ts';
import { listCommand } from './cli/commands/list.ts';
import { showCommand } from './cli/commands/show.ts';
import { verifyCommand } from './cli/commands/verify.ts';
import { watchCommand } from './cli/commands/watch.ts';
import { CommandError, type ExitCode, exitCodes, UsageError } from './cli/exit-codes.ts';
import { commandHelp, generalHelp } from './cli/help.ts';
import type { Terminal } from './cli/output/terminal.ts';
import { toPrintable } from './cli/output/text.ts';
import { ApiError, ServerUnreachable } from './client/client.ts';
import { terminalVariables } from './contract/env.ts';
import { didYouMean } from './shared/suggestions.ts';

/** `rostrum`, the terminal's way in. rostrum.mjs starts it, once the Node that runs is new enough. */
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
  const say = (text: string): ExitCode => {
    terminal.stdout.write(`${text}\n`);
    return exitCodes.decided;
  };
  if (word === undefined || word === '--help' || word === '-h') return say(generalHelp(commands));
  if (word === '--version' || word === '-v') return say(`rostrum ${terminal.version}`);
  if (word === 'help')
    return rest[0] === undefined ? say(generalHelp(commands)) : run([rest[0], '--help'], terminal);
  const command = isCommand(word) ? commands[word] : undefined;
  if (!command) throw new UsageError(`there is no command ${word}${didYouMean(word, Object.keys(commands))}`);
  if (asksForHelp(rest)) return say(commandHelp(word, command));
  return command.run(rest, terminal);
}

/** After `--` everything is the command's own words. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  return before.includes('--help') || before.includes('-h');
}

/** What went wrong, in words for people, and how the program ends then. A bug is thrown on. */
function explain(
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
    const cure = 'Start a server with `npm run dev`, or name another with --server URL or ROSTRUM_URL.';
    return { lines: [`rostrum: no answer from ${origin}`, cure], exitCode: exitCodes.unreachable };
  }
  if (error instanceof ApiError) {
    // The detail often says it all; members at fault that it does not speak of follow.
    const more = error.errors.filter(({ message }) => !error.detail.includes(message));
    const members = more.map(({ path, message }) => `  ${path}: ${message}`);
    return { lines: [`rostrum: ${error.detail}`, ...members], exitCode: exitCodes.failed };
  }
  if (error instanceof CommandError)
    return { lines: [`rostrum: ${error.message}`], exitCode: exitCodes.failed };
  throw error;
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
  isDumb: process.env.TERM === 'dumb',
  server: process.env.ROSTRUM_URL || terminalVariables.ROSTRUM_URL.default,
  apiKey: process.env.ROSTRUM_API_KEY || undefined,
  interrupted: interruption.signal,
  now: Date.now,
  randomId: randomUUID,
};

const args = process.argv.slice(2);
try {
  process.exitCode = await run(args, terminal);
} catch (error) {
  const { lines, exitCode } = interruption.signal.aborted
    ? { lines: ['rostrum: interrupted'], exitCode: exitCodes.interrupted }
    : explain(error, isCommand(args[0]) ? args[0] : null);
  process.stderr.write(`${toPrintable(lines.join('\n'))}\n`);
  process.exitCode = exitCode;
}
