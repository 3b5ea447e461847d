import { type OngoingDebate, positionHistory } from '../core/state.ts';
import type { Passage, Peer, PromptDocument } from '../prompting/turn-context.ts';
import { retrievePassages } from './passages.ts';

/** The passages that a turn of this agent gets in addition to what all prompts show. */
export const findTurnPassages = (
  debate: OngoingDebate,
  agent: string,
  peers: readonly Peer[],
  { documents, charsMax }: { readonly documents: readonly PromptDocument[]; readonly charsMax: number },
): readonly Passage[] =>
  charsMax > 0 && documents.some(({ omitted = [] }) => omitted.length > 0)
    ? retrievePassages(documents, describeSubject(debate, agent, peers), charsMax)
    : [];

/** What a turn is about beyond the question: the positions that it discusses, and the notes. */
function describeSubject(debate: OngoingDebate, agent: string, peers: readonly Peer[]): string {
  const own = positionHistory(debate, agent).map(({ position }) => position);
  const latest = [...peers.map(({ positions }) => positions), own].flatMap((positions) =>
    positions.slice(-1),
  );
  return [
    ...latest.flatMap(({ claim, reason = '' }) => [claim, reason]),
    ...debate.notes.map(({ text }) => text),
  ].join(' ');
}
