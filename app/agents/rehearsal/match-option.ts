import type { Position } from '../../debate/core/events.ts';
import { extractTerms } from '../retrieve.ts';
import type { AnswerOption } from './answer-options.ts';

/** The stand that a position takes, whoever stated it, or null when it is none of these. */
export function matchOption(
  { claim, choice }: Position,
  options: readonly AnswerOption[],
): AnswerOption | null {
  const claimText = normalizeClaim(claim);
  const chosen = options.find((stand) => stand.choice !== undefined && stand.choice === choice);
  if (chosen) return chosen;
  const named = options.filter((stand) => claimText.includes(normalizeClaim(stand.statement)));
  if (named[0]) return named[0];
  const keys = options.map(({ key }) => key).join();
  return keys === 'yes,no,steps'
    ? (options[classifyVerdict(claimText)] ?? null)
    : findClosest(claimText, options);
}

/** What another agent's claim amounts to: yes, no, or in steps. */
function classifyVerdict(claimText: string): 0 | 1 | 2 {
  const isPartial = /^(?:only|partly|partially)\b/.test(claimText);
  if (isPartial || /\b(?:in (?:steps|stages|phases)|gradual|incremental|pilot)/.test(claimText)) return 2;
  return /^no\b|\b(?:not|never|reject|against|avoid|premature)\b/.test(claimText) ? 1 : 0;
}

function findClosest(claimText: string, options: readonly AnswerOption[]): AnswerOption | null {
  const terms = new Set(extractTerms(claimText));
  const shares = options.map((stand) => ({
    stand,
    share: stand.terms.filter((term) => terms.has(term)).length / Math.max(1, stand.terms.length),
  }));
  const [first, second] = shares.toSorted((a, b) => b.share - a.share);
  const isClear = first !== undefined && first.share >= 0.5 && first.share > (second?.share ?? 0);
  return isClear ? first.stand : null;
}

const normalizeClaim = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
