import type { Role } from '../../debate/events.ts';
import type { Point } from './points.ts';
import lines from './voices.json' with { type: 'json' };

/** Parts of a turn that are not about a point. */
export type Part = 'opens' | 'closes' | 'concedes' | 'agrees' | 'disagrees' | 'holds';

/**
 * What a role says around a quotation: {e} is the document, {q} the quotation, {rival} the stand that is
 * spoken against, {peer} another agent, {from} the document of a concession. No line claims more of a passage
 * than its `kind` allows, because the choice of passages rests on words and not on understanding.
 */
export type Voice = Readonly<Record<Part | Point['kind'], readonly string[]>>;

type Speaker = 'advocate' | 'sceptic' | 'evidence-checker' | 'member';

const speakers: Readonly<Record<Role, Speaker>> = {
  advocate: 'advocate',
  sceptic: 'sceptic',
  'evidence-checker': 'evidence-checker',
  proponent: 'advocate',
  opponent: 'sceptic',
  judge: 'member',
  member: 'member',
};

/** The lines of a role; some are others when nothing was given to read. */
export function voiceOf(role: Role, hasEvidence: boolean): Voice {
  const speaker = speakers[role];
  const voice = { ...lines[speaker], general: lines.general };
  return hasEvidence ? voice : { ...voice, ...lines.unread[speaker] };
}
