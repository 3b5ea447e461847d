import type { Brief } from './brief.ts';
import { assertNever, type Outcome, type Position, type Stance } from './events.ts';

/** What a debate's turns yield in the two extremes between which every course lies that nothing goes wrong in. */
export type Extreme = (brief: Brief) => Outcome;

const nothingFound = {
  consensus: [],
  contradictions: [],
  partialCoverage: [],
  uniqueInsights: [],
  blindSpots: [],
};

/** Everybody holds the same from the start, in as few words as can be. */
export const agreeing: Extreme = (brief) =>
  outcomeOf(brief, {
    position: { claim: '', ...choiceOf(brief, 0), confidence: 1, citations: [], changed: false },
    stances: peersIn(brief).map((agent) => ({ agent, agrees: true, point: '' })),
  });

/**
 * Nobody ever agrees, and everybody moves on each time, in replies of this text. `seats` are the ids of the panel, the
 * dearest first: they never all choose the same option, and all that is said of peers is said of the dearest.
 */
export const disagreeing =
  (long: string, seats: readonly string[]): Extreme =>
  (brief) => {
    const peers = peersIn(brief);
    const dearest = seats.find((id) => peers.includes(id));
    const seat = seats.findIndex((id) => brief.turn.endsWith(`.${id}`));
    const changed = brief.phase === 'revise' ? { changed: true, changedBecause: 'x' } : { changed: false };
    return outcomeOf(brief, {
      position: {
        claim: long,
        ...choiceOf(brief, seat + brief.round),
        confidence: 1,
        citations: [],
        ...changed,
      },
      stances: peers.map((agent) => ({ agent, agrees: false, point: agent === dearest ? long : '' })),
    });
  };

const peersIn = (brief: Brief): readonly string[] =>
  'peers' in brief ? brief.peers.map(({ agent }) => agent) : [];

function choiceOf({ options }: Brief, index: number): { readonly choice?: string } {
  const choice = options?.[index % options.length];
  return choice === undefined ? {} : { choice };
}

function outcomeOf(
  { phase }: Brief,
  { position, stances }: { readonly position: Position; readonly stances: readonly Stance[] },
): Outcome {
  switch (phase) {
    case 'propose':
      return { phase, position };
    case 'critique':
      return { phase, stances };
    case 'revise':
      return { phase, position, stances };
    case 'decide':
      return { phase, matrix: nothingFound, answer: '', citations: [] };
    default:
      return assertNever(phase);
  }
}
