import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type GivenOption, wrongOption } from '../../app/given-options.ts';
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

function check(command: string, given: GivenOption, options: ParseArgsOptionsConfig): void {
  const { name, rawName } = given;
  const names = Object.keys(options);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const meant = didYouMean(name, names, '--');
    const all = names.map((known) => `--${known}`).join(', ');
    throw new WrongUsage(
      `${command} has no option ${rawName}${meant === '' ? '; there' : `${meant} There`} are ${all}`,
    );
  }
  const wrong = wrongOption(given, option);
  if (wrong !== null) throw new WrongUsage(wrong);
}
