import { parseArgs } from 'node:util';
import { optionError, type ParsedOption } from '../shared/option-errors.ts';
import { didYouMean } from '../shared/suggestions.ts';
import { UsageError } from './exit-codes.ts';

export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly placeholder?: string;
  readonly description: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** Options that every command that talks to a server has. */
export const commonOptions = {
  server: { type: 'string', placeholder: 'URL', description: 'Server to talk to; else ROSTRUM_URL' },
  key: {
    type: 'string',
    placeholder: 'KEY',
    description: 'Key to show to it; better ROSTRUM_API_KEY, which others do not see',
  },
  help: { type: 'boolean', short: 'h', description: 'Show this help' },
} as const satisfies CommandOptions;

/** The options and words of a command; unknown options are refused with the nearest that there is. */
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

/** Throws WrongUsage for an option that there is not, one without its value, and a value where none belongs. */
function checkOption(token: ParsedOption, options: CommandOptions): void {
  const { name, rawName } = token;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option)
    throw new UsageError(`there is no option ${rawName}${didYouMean(name, Object.keys(options), '--')}`);
  const problem = optionError(token, option);
  if (problem !== null) throw new UsageError(problem);
}

/** A number option as a number, or undefined when it was not given. */
export function parseNumber(
  name: string,
  text: string | undefined,
  kind: 'whole' | 'any',
): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const isValid = kind === 'whole' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isValid && value >= 0) return value;
  throw new UsageError(`--${name} takes a ${kind === 'whole' ? 'whole number' : 'number'}, not ${text}`);
}

/** One of a few words, or undefined when it was not given. */
export function parseChoice<W extends string>(
  name: string,
  text: string | undefined,
  choices: readonly W[],
): W | undefined {
  if (text === undefined) return undefined;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} takes ${choices.join(', ')}, not ${text}${didYouMean(text, choices)}`);
}

/** The one word that a command takes. */
export function requireSingle([value, ...rest]: readonly string[], expected: string): string {
  if (value === undefined) throw new UsageError(`it takes ${expected}`);
  if (rest.length > 0) throw new UsageError(`it takes ${expected} and nothing more; ${rest[0]} is too much`);
  return value;
}
