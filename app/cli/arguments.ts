import { parseArgs } from 'node:util';
import { type GivenOption, wrongOption } from '../given-options.ts';
import { didYouMean } from '../nearest.ts';
import { WrongUsage } from './exit.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly short?: string;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly says: string;
}

export type Options = Readonly<Record<string, Option>>;

/** Options that every command that talks to a server has. */
export const common = {
  server: { type: 'string', value: 'URL', says: 'Server to talk to; else ROSTRUM_URL' },
  key: {
    type: 'string',
    value: 'KEY',
    says: 'Key to show to it; better ROSTRUM_API_KEY, which others do not see',
  },
  help: { type: 'boolean', short: 'h', says: 'Show this help' },
} as const satisfies Options;

/** The options and words of a command; unknown options are refused with the nearest that there is. */
export function parse<const O extends Options>(args: readonly string[], options: O) {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  for (const token of tokens) if (token.kind === 'option') check(token, options);
  return parseArgs({ args: [...args], options, allowPositionals: true });
}

/** Throws WrongUsage for an option that there is not, one without its value, and a value where none belongs. */
function check(given: GivenOption, options: Options): void {
  const { name, rawName } = given;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option)
    throw new WrongUsage(`there is no option ${rawName}${didYouMean(name, Object.keys(options), '--')}`);
  const wrong = wrongOption(given, option);
  if (wrong !== null) throw new WrongUsage(wrong);
}

/** A number option as a number, or undefined when it was not given. */
export function numberOf(name: string, said: string | undefined, kind: 'whole' | 'any'): number | undefined {
  if (said === undefined) return undefined;
  const value = said.trim() === '' ? Number.NaN : Number(said);
  const fits = kind === 'whole' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (fits && value >= 0) return value;
  throw new WrongUsage(`--${name} takes a ${kind === 'whole' ? 'whole number' : 'number'}, not ${said}`);
}

/** One of a few words, or undefined when it was not given. */
export function oneOf<W extends string>(
  name: string,
  said: string | undefined,
  words: readonly W[],
): W | undefined {
  if (said === undefined) return undefined;
  const found = words.find((word) => word === said);
  if (found !== undefined) return found;
  throw new WrongUsage(`--${name} takes ${words.join(', ')}, not ${said}${didYouMean(said, words)}`);
}

/** The one word that a command takes. */
export function theOne([word, ...more]: readonly string[], what: string): string {
  if (word === undefined) throw new WrongUsage(`it takes ${what}`);
  if (more.length > 0) throw new WrongUsage(`it takes ${what} and nothing more; ${more[0]} is too much`);
  return word;
}
