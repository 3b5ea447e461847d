import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { optionError, type ParsedOption } from '../../app/shared/option-errors.ts';
import { didYouMean } from '../../app/shared/suggestions.ts';
import { ContractUsageError } from './command.ts';

export interface ParsedArguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** The options and words of a command. Throws WrongUsage with one sentence for an option that is not one of its own. */
export function parseArguments(
  command: string,
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): ParsedArguments {
  const { values, positionals, tokens } = parseArgs({
    ...{ args: [...args], options, strict: false, tokens: true, allowPositionals: true },
  });
  for (const token of tokens) if (token.kind === 'option') checkOption(command, token, options);
  const singleValues = Object.entries(values).map(([name, value]) => {
    const [first] = Array.isArray(value) ? value : [value];
    return [name, first];
  });
  return { values: Object.fromEntries(singleValues), positionals: positionals };
}

function checkOption(command: string, token: ParsedOption, options: ParseArgsOptionsConfig): void {
  const { name, rawName } = token;
  const names = Object.keys(options);
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) {
    const suggestion = didYouMean(name, names, '--');
    const all = names.map((known) => `--${known}`).join(', ');
    throw new ContractUsageError(
      `${command} has no option ${rawName}${suggestion === '' ? '; there' : `${suggestion} There`} are ${all}`,
    );
  }
  const wrong = optionError(token, option);
  if (wrong !== null) throw new ContractUsageError(wrong);
}
