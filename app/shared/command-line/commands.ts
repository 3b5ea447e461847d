import { didYouMean } from '../suggestions.ts';
import type { CommandOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** One command of a program, as its help shows it. */
export interface CommandSpec {
  /** Follows the name of the command in the help: `QUESTION`. */
  readonly usage: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly options: CommandOptions;
}

export type CommandTable<C extends CommandSpec> = Readonly<Record<string, C>>;

/** The command of that name. Throws UsageError with the nearest names. */
export function findCommand<C extends CommandSpec>(commands: CommandTable<C>, name: string): C {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command;
  throw new UsageError(`unknown command ${name}${didYouMean(name, Object.keys(commands))}`);
}

/** True when the arguments contain --help or -h. Everything after `--` is positional. */
export function requestsHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}
