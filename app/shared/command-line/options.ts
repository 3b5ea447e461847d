import type { parseArgs } from 'node:util';
import { didYouMean } from '../suggestions.ts';
import { UsageError } from './usage-error.ts';

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly short?: string;
  /** Names the value in the help and in errors: `FILE`. */
  readonly placeholder?: string;
  readonly description: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
export type OptionToken = Extract<Token, { kind: 'option' }>;

/** Throws UsageError for an unknown option, a missing value and a value that the option does not take. */
export function checkOption(
  { name, rawName, value, inlineValue }: OptionToken,
  options: CommandOptions,
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option)
    throw new UsageError(`unknown option ${rawName}${didYouMean(name, Object.keys(options), '--')}`);
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return;
  }
  const needsValue = `${rawName} needs a value: ${rawName} ${option.placeholder ?? 'VALUE'}`;
  if (value === undefined) throw new UsageError(needsValue);
  // A value that begins with a dash is most often the next option, after a forgotten value.
  if (!inlineValue && value.startsWith('-') && value !== '-')
    throw new UsageError(`${needsValue}; if ${value} is the value, write --${name}=${value}`);
}
