import type { Position } from '../../debate/core/events.ts';
import { extractTerms } from '../../debate/prompting/terms.ts';
import type { AnswerOption } from './answer-options.ts';

/** The option that a position takes, or null when it takes none of them. */
export function matchOption(
  { claim, choice }: Position,
  options: readonly AnswerOption[],
): AnswerOption | null {
  const claimText = normalizeClaim(claim);
  const chosen = options.find((option) => option.choice !== undefined && option.choice === choice);
  if (chosen) return chosen;
  const named = options.filter((option) => claimText.includes(normalizeClaim(option.statement)));
  if (named[0]) return named[0];
  const keys = options.map(({ key }) => key).join();
  return keys === 'yes,no,steps'
    ? (options[classifyVerdict(claimText)] ?? null)
    : findClosest(claimText, options);
}

/** The index of yes, no or in steps, whichever a claim means. */
function classifyVerdict(claimText: string): 0 | 1 | 2 {
  const isPartial = /^(?:only|partly|partially)\b/.test(claimText);
  if (isPartial || /\b(?:in (?:steps|stages|phases)|gradual|incremental|pilot)/.test(claimText)) return 2;
  return /^no\b|\b(?:not|never|reject|against|avoid|premature)\b/.test(claimText) ? 1 : 0;
}

function findClosest(claimText: string, options: readonly AnswerOption[]): AnswerOption | null {
  const terms = new Set(extractTerms(claimText));
  const shares = options.map((option) => ({
    option,
    share: option.terms.filter((term) => terms.has(term)).length / Math.max(1, option.terms.length),
  }));
  const [first, second] = shares.toSorted((a, b) => b.share - a.share);
  const isClear = first !== undefined && first.share >= 0.5 && first.share > (second?.share ?? 0);
  return isClear ? first.option : null;
}

const normalizeClaim = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
