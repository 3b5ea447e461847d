import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../../app/nearest.ts';
import { WrongUsage } from './command.ts';

export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
}

/** The options and words of a command. Throws WrongUsage with one sentence for an option that is not one of its own. */
export function parse(command: string, args: readonly string[], options: ParseArgsOptionsConfig): Parsed {
  const { values, positionals, tokens } = parseArgs({
    ...{ args: [...args], options, strict: false, tokens: true, allowPositionals: true },
  });
  for (const token of tokens) if (token.kind === 'option') check(command, token, options);
  const single = Object.entries(values).map(([name, value]) => {
    const [first] = Array.isArray(value) ? value : [value];
    return [name, first];
  });
  return { values: Object.fromEntries(single), words: positionals };
}

interface Given {
  readonly name: string;
  /** As it was written: `-v`, `--all`. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value was written behind `=`. */
  readonly inlineValue?: boolean | undefined;
}

function check(command: string, given: Given, options: ParseArgsOptionsConfig): void {
  const { name, rawName, value, inlineValue } = given;
  const names = Object.keys(options);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const meant = didYouMean(name, names, '--');
    const all = names.map((known) => `--${known}`).join(', ');
    throw new WrongUsage(
      `${command} has no option ${rawName}${meant === '' ? '; there' : `${meant} There`} are ${all}`,
    );
  }
  if (option.type === 'boolean') {
    if (value !== undefined) throw new WrongUsage(`${rawName} takes no value`);
    return;
  }
  if (value === undefined) throw new WrongUsage(`${rawName} takes a value: ${rawName} VALUE`);
  if (!inlineValue && value.startsWith('-') && value !== '-')
    throw new WrongUsage(
      `${rawName} takes a value, and ${value} looks like an option; if it is meant, write --${name}=${value}`,
    );
}
