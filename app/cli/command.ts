import type { CommandOptions } from './arguments.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './output/terminal.ts';

/** A word after `rostrum`. */
export interface CliCommand {
  /** What follows the name, in the help. */
  readonly usage: string;
  readonly description: string;
  readonly options: CommandOptions;
  /** Runs with the arguments after the name. Throws WrongUsage, Failure, ApiError or ServerUnreachable. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}
