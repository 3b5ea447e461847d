import { type Members, ReplyProblem, requireText } from './reply-members.ts';

/** One of the options, verbatim. */
export function parseOptionChoice(data: Members, options: readonly string[]): string {
  const choice = requireText(data, 'choice');
  const normalize = (option: string) => option.trim().toLowerCase();
  const found = options.find((option) => normalize(option) === normalize(choice));
  if (found === undefined) throw new ReplyProblem(`"choice" must be one of: ${options.join(' | ')}`);
  return found;
}
