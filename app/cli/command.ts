import type { Options } from './arguments.ts';
import type { ExitCode } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** A word after `rostrum`. */
export interface Command {
  /** What follows the name, in the help. */
  readonly usage: string;
  readonly says: string;
  readonly options: Options;
  /** Runs with the arguments after the name. Throws WrongUsage, Failure, ApiError or ServerUnreachable. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}
