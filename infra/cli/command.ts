import type { ParseArgsOptionsConfig } from 'node:util';
import type { Contract } from '../../app/contract/types/contract.ts';

/** What was asked of a command. */
export interface CommandInput {
  /** The one that was named, or null. */
  readonly profiles: readonly Contract[] | null;
  /** The command's own options that were set. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

export interface CommandResult {
  readonly output: string;
  /** 3: nothing is known to be wrong, but not all could be read. */
  readonly exitCode: 0 | 1 | 3;
  /** What is to be written beside it. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

/** One command: infra/cli.ts holds the table of them. */
export interface ContractCommand {
  /** What it does, in a few words. */
  readonly summary: string;
  /** What to write after its name, and what it does: paragraphs of its help. */
  readonly usage: string;
  readonly description: readonly string[];
  /** What somebody may write after its name. */
  readonly example: string;
  readonly options: ParseArgsOptionsConfig;
  readonly run: (asked: CommandInput) => CommandResult | Promise<CommandResult>;
}

/** Told on stderr, with exit code 2. */
export class ContractUsageError extends Error {}

export const jsonOption: ParseArgsOptionsConfig = { json: { type: 'boolean' } };

export const formatJson = (value: unknown): string => JSON.stringify(value, null, 2);

/** Refuses words that a command has no use for. */
export function rejectPositionals([word]: readonly string[]): void {
  if (word !== undefined) throw new ContractUsageError(`${word} is one word too many`);
}
