import type { Position } from '../../debate/events.ts';
import { termsOf } from '../retrieve.ts';
import type { Stand } from './question.ts';

/** The stand that a position takes, whoever stated it, or null when it is none of these. */
export function standOf({ claim, choice }: Position, stands: readonly Stand[]): Stand | null {
  const said = plain(claim);
  const chosen = stands.find((stand) => stand.choice !== undefined && stand.choice === choice);
  if (chosen) return chosen;
  const named = stands.filter((stand) => said.includes(plain(stand.says)));
  if (named[0]) return named[0];
  const keys = stands.map(({ key }) => key).join();
  return keys === 'yes,no,steps' ? (stands[verdictIn(said)] ?? null) : closest(said, stands);
}

/** What another agent's claim amounts to: yes, no, or in steps. */
function verdictIn(said: string): 0 | 1 | 2 {
  const isPartial = /^(?:only|partly|partially)\b/.test(said);
  if (isPartial || /\b(?:in (?:steps|stages|phases)|gradual|incremental|pilot)/.test(said)) return 2;
  return /^no\b|\b(?:not|never|reject|against|avoid|premature)\b/.test(said) ? 1 : 0;
}

function closest(said: string, stands: readonly Stand[]): Stand | null {
  const terms = new Set(termsOf(said));
  const shares = stands.map((stand) => ({
    stand,
    share: stand.terms.filter((term) => terms.has(term)).length / Math.max(1, stand.terms.length),
  }));
  const [first, second] = shares.toSorted((a, b) => b.share - a.share);
  const isClear = first !== undefined && first.share >= 0.5 && first.share > (second?.share ?? 0);
  return isClear ? first.stand : null;
}

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
