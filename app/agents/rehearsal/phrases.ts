import type { SeatRole } from '../../debate/core/events.ts';
import lines from './phrases.json' with { type: 'json' };
import type { Point } from './points.ts';

/** Phrases of a turn that are not about a point. */
export type PhraseKind = 'opens' | 'closes' | 'concedes' | 'agrees' | 'disagrees' | 'holds';

/**
 * The phrases of a role around a quotation. {e} is the document, {q} the quotation, {rival} the rejected option, {peer}
 * another agent, {from} the document of a concession. No phrase claims more about a passage than its `kind` allows,
 * because passages are chosen by their words, without understanding.
 */
export type Phrases = Readonly<Record<PhraseKind | Point['kind'], readonly string[]>>;

type PhraseSet = 'advocate' | 'sceptic' | 'evidence-checker' | 'member';

const phraseSets: Readonly<Record<SeatRole, PhraseSet>> = {
  advocate: 'advocate',
  sceptic: 'sceptic',
  'evidence-checker': 'evidence-checker',
  proponent: 'advocate',
  opponent: 'sceptic',
  judge: 'member',
  member: 'member',
};

/** The phrases of a role; some differ when there is no evidence. */
export function phrasesFor(role: SeatRole, hasEvidence: boolean): Phrases {
  const phraseSet = phraseSets[role];
  const phrases = { ...lines[phraseSet], general: lines.general };
  return hasEvidence ? phrases : { ...phrases, ...lines.unread[phraseSet] };
}
