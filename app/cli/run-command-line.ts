import { inspect } from 'node:util';
import { ApiError, ServerUnreachable } from '../client/client.ts';
import { findCommand, requestsHelp } from '../shared/command-line/commands.ts';
import { UsageError } from '../shared/command-line/usage-error.ts';
import type { CliCommand } from './command.ts';
import { askCommand } from './commands/ask.ts';
import { createCompletionCommand } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { extendCommand } from './commands/extend.ts';
import { followUpCommand, rerunCommand } from './commands/follow-up.ts';
import { keysCommand } from './commands/keys.ts';
import { listCommand } from './commands/list.ts';
import { mcpCommand } from './commands/mcp.ts';
import { openCommand } from './commands/open.ts';
import { panelsCommand } from './commands/panels.ts';
import { replayCommand } from './commands/replay.ts';
import { showCommand } from './commands/show.ts';
import {
  approveCommand,
  cancelCommand,
  concludeCommand,
  deleteCommand,
  noteCommand,
  pauseCommand,
  renameCommand,
  resumeCommand,
} from './commands/steer.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { webhookCommand } from './commands/webhook.ts';
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts';
import { commandHelp, generalHelp } from './help.ts';
import { createOutput, type Terminal } from './output/terminal.ts';
import { runWithServer } from './run-with-server.ts';

const namedCommands: Readonly<Record<string, CliCommand>> = {
  ask: askCommand,
  watch: watchCommand,
  'follow-up': followUpCommand,
  rerun: rerunCommand,
  extend: extendCommand,
  approve: approveCommand,
  note: noteCommand,
  pause: pauseCommand,
  resume: resumeCommand,
  conclude: concludeCommand,
  cancel: cancelCommand,
  list: listCommand,
  show: showCommand,
  open: openCommand,
  replay: replayCommand,
  rename: renameCommand,
  delete: deleteCommand,
  export: exportCommand,
  webhook: webhookCommand,
  verify: verifyCommand,
  eval: evalCommand,
  panels: panelsCommand,
  keys: keysCommand,
  doctor: doctorCommand,
  mcp: mcpCommand,
};

const commands = { ...namedCommands, completion: createCompletionCommand(namedCommands) };

const isCommand = (word: string | undefined): word is string =>
  word !== undefined && Object.hasOwn(commands, word);

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
  return runWithServer(command, rest, terminal);
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
    const { origin, hostname } = new URL(error.url);
    if (isUnknownHost(error))
      return {
        lines: [`rostrum: no host has the name ${hostname}`, 'Check --server or ROSTRUM_URL.'],
        exitCode: exitCodes.unreachable,
      };
    const fix = 'Start a server with `npm run dev`, or choose another with --server URL or ROSTRUM_URL.';
    return { lines: [`rostrum: no answer from ${origin}`, fix], exitCode: exitCodes.unreachable };
  }
  if (error instanceof ApiError && error.code === 'unauthenticated')
    return {
      lines: [`rostrum: ${error.detail}`, 'Set ROSTRUM_API_KEY, or use --key KEY.'],
      exitCode: exitCodes.failed,
    };
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

/** `fetch` wraps the error of the name look-up. */
function isUnknownHost({ cause }: ServerUnreachable): boolean {
  const reason = cause instanceof Error ? cause.cause : null;
  return reason instanceof Error && 'code' in reason && reason.code === 'ENOTFOUND';
}

/** Runs a command line; prints what is wrong, if anything, to standard error. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await run(args, terminal);
  } catch (error) {
    return printError(error, args, terminal);
  }
}

/** Prints an error without the control characters in it, and returns the exit code. */
export function printError(error: unknown, [word]: readonly string[], terminal: Terminal): ExitCode {
  const { lines, exitCode } = terminal.interrupted.aborted
    ? { lines: ['rostrum: interrupted'], exitCode: exitCodes.interrupted }
    : describeError(error, isCommand(word) ? word : null);
  createOutput(terminal, 'stderr', true).writeLines(lines);
  return exitCode;
}
