import { parseArgs } from 'node:util';
import { didYouMean } from '../suggestions.ts';
import { type CommandOptions, checkOption } from './options.ts';
import { UsageError } from './usage-error.ts';

/** The option values and positional arguments of a command line. Throws UsageError. */
export function parseCommandLine<const O extends CommandOptions>(args: readonly string[], options: O) {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(token, options);
  return parseArgs({ args: [...args], options, allowPositionals: true });
}

/** The value of a number option; undefined when it is absent. Throws UsageError. */
export function parseNumber(
  name: string,
  text: string | undefined,
  kind: 'whole' | 'any',
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const isValid = kind === 'whole' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isValid && value >= 0) return value;
  throw new UsageError(`--${name} must be a ${kind === 'whole' ? 'whole number' : 'number'}, not ${text}`);
}

/** The value of an option with a fixed set of values; undefined when it is absent. Throws UsageError. */
export function parseChoice<W extends string>(
  name: string,
  text: string | undefined,
  choices: readonly W[],
): W | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(
    `--${name} must be one of ${choices.join(', ')}, not ${text}${didYouMean(text, choices)}`,
  );
}

/** The one positional argument of a command. `expected` describes it in the error: `the id of a debate`. */
export function requireSingle([value, ...rest]: readonly string[], expected: string): string {
  if (value === undefined) throw new UsageError(`missing argument: ${expected}`);
  rejectPositionals(rest);
  return value;
}

/** Throws UsageError for a positional argument that the command does not take. */
export function rejectPositionals([argument]: readonly string[]): void {
  if (argument !== undefined) throw new UsageError(`unexpected argument ${argument}`);
}
