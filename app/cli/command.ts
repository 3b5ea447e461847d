import type { CommandSpec } from '../shared/command-line/commands.ts';
import type { CommandOptions } from '../shared/command-line/options.ts';
import type { ExitCode } from './exit-codes.ts';
import type { OwnServerUse, Terminal } from './output/terminal.ts';

export interface CliCommand extends CommandSpec {
  /** For its help, if they differ from those of most commands. */
  readonly exitCodes?: string;
  /** Runs on a server of its own when none is named and none answers at the default address. */
  readonly ownServer?: OwnServerUse;
  /** Runs with the arguments after the name. Throws UsageError, CommandError, ApiError or ServerUnreachable. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}

/** The options of every command that talks to a server. */
export const commonOptions = {
  server: { type: 'string', placeholder: 'URL', description: 'Address of the server; default: ROSTRUM_URL' },
  key: {
    type: 'string',
    placeholder: 'KEY',
    description: 'API key; prefer ROSTRUM_API_KEY, which other users of this machine cannot see',
  },
  help: { type: 'boolean', short: 'h', description: 'Show this help' },
} as const satisfies CommandOptions;
