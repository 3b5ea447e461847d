import type { SeatRole } from '../../debate/core/events.ts';
import lines from './phrases.json' with { type: 'json' };
import type { Point } from './points.ts';

/** Parts of a turn that are not about a point. */
export type PhraseKind = 'opens' | 'closes' | 'concedes' | 'agrees' | 'disagrees' | 'holds';

/**
 * What a role says around a quotation: {e} is the document, {q} the quotation, {rival} the stand that is
 * spoken against, {peer} another agent, {from} the document of a concession. No line claims more of a passage
 * than its `kind` allows, because the choice of passages rests on words and not on understanding.
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

/** The lines of a role; some are others when nothing was given to read. */
export function phrasesFor(role: SeatRole, hasEvidence: boolean): Phrases {
  const phraseSet = phraseSets[role];
  const phrases = { ...lines[phraseSet], general: lines.general };
  return hasEvidence ? phrases : { ...phrases, ...lines.unread[phraseSet] };
}
