import type { Contract } from '../../app/contract/types/contract.ts';
import type { CommandSpec } from '../../app/shared/command-line/commands.ts';
import type { CommandOptions } from '../../app/shared/command-line/options.ts';

export interface CommandInput {
  /** The profile that --profile names; null without it. */
  readonly profiles: readonly Contract[] | null;
  /** The values of the command's own options. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

export interface CommandOutput {
  readonly output: string;
  /** 3: no violation is known, but some input could not be read. */
  readonly exitCode: 0 | 1 | 3;
  /** Files to write in addition to the output. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

/** One command of `npm run contract`; infra/cli/commands.ts lists them. */
export interface ContractCommand extends CommandSpec {
  /** Paragraphs of the help. */
  readonly description: readonly string[];
  /** Arguments of an example call. */
  readonly example: string;
  readonly run: (input: CommandInput) => CommandOutput | Promise<CommandOutput>;
}

export const contractOptions = {
  profile: { type: 'string', placeholder: 'PROFILE', description: 'Profile to use, or a profile file' },
  help: { type: 'boolean', short: 'h', description: 'Show this help' },
} as const satisfies CommandOptions;

export const jsonOption = {
  json: { type: 'boolean', description: 'Print JSON' },
} as const satisfies CommandOptions;

export const formatJson = (value: unknown): string => JSON.stringify(value, null, 2);
