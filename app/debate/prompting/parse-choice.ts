import { type Members, ReplyProblem, requireText } from './reply-members.ts';

/**
 * One of the options, verbatim. It may be decorated (`**B.**`, `Option 2: B`) or given by its number. A text that could
 * mean two options is not read.
 */
export function parseOptionChoice(data: Members, options: readonly string[]): string {
  const choice = typeof data.choice === 'number' ? String(data.choice) : requireText(data, 'choice');
  const exact =
    options.find((option) => option === choice.trim()) ??
    only(options.filter((option) => option.toLowerCase() === choice.trim().toLowerCase()));
  const written = normalizeOption(choice);
  const found = exact ?? only(options.filter((option) => normalizeOption(option) === written));
  if (found !== undefined) return found;
  const [, number = '', rest = ''] = /^(?:option\s*)?(\d+)\s*[.):-]?\s*(.*)$/is.exec(choice.trim()) ?? [];
  const numbered = options[Number(number) - 1];
  const isNumberFree = !options.some((option) => normalizeOption(option) === number);
  if (
    numbered !== undefined &&
    isNumberFree &&
    (rest === '' || normalizeOption(rest) === normalizeOption(numbered))
  )
    return numbered;
  throw new ReplyProblem(`"choice" must be one of: ${options.join(' | ')}`);
}

const only = (options: readonly string[]): string | undefined =>
  options.length === 1 ? options[0] : undefined;

/** Without case, quotes and marks around it. An expression for the end would try each run of marks inside. */
function normalizeOption(text: string): string {
  const characters = [...text.toLowerCase()];
  const start = characters.findIndex(isLetter);
  const end = characters.findLastIndex(isLetter) + 1;
  return start === -1 ? '' : characters.slice(start, end).join('').replace(/\s+/g, ' ');
}

const isLetter = (character: string): boolean => !/[\s\p{P}\p{S}]/u.test(character);
