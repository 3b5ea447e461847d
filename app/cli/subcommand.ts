import { UsageError } from '../shared/command-line/usage-error.ts';
import { didYouMean } from '../shared/suggestions.ts';

/** The subcommand of a name. Throws UsageError for any other name. */
export function findSubcommand<Subcommand>(
  command: string,
  subcommands: Readonly<Record<string, Subcommand>>,
  name = '',
): Subcommand {
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand !== undefined) return subcommand;
  const names = Object.keys(subcommands);
  throw new UsageError(`${command} needs one of ${names.join(', ')}${didYouMean(name, names)}`);
}
