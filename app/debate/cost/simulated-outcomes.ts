import { assertNever, type Position, type Stance, type TurnOutcome } from '../core/events.ts';
import type { TurnContext } from '../prompting/turn-context.ts';

/** What a debate's turns yield in the two extremes between which every course lies that nothing goes wrong in. */
export type OutcomeSimulator = (brief: TurnContext) => TurnOutcome;

const emptyMatrix = {
  consensus: [],
  contradictions: [],
  partialCoverage: [],
  uniqueInsights: [],
  blindSpots: [],
};

/** Everybody holds the same from the start, in as few words as can be. */
export const alwaysAgree: OutcomeSimulator = (context) =>
  buildOutcome(context, {
    position: { claim: '', ...pickChoice(context, 0), confidence: 1, citations: [], changed: false },
    stances: peerIds(context).map((agent) => ({ agent, agrees: true, point: '' })),
  });

/**
 * Nobody ever agrees, and everybody moves on each time, in replies of this text. `seats` are the ids of the panel, the
 * dearest first: they never all choose the same option, and all that is said of peers is said of the dearest.
 */
export const neverAgree =
  (replyText: string, seatIds: readonly string[]): OutcomeSimulator =>
  (context) => {
    const peers = peerIds(context);
    const mostExpensive = seatIds.find((id) => peers.includes(id));
    const seatIndex = seatIds.findIndex((id) => context.turn.endsWith(`.${id}`));
    const changed = context.phase === 'revise' ? { changed: true, changedBecause: 'x' } : { changed: false };
    return buildOutcome(context, {
      position: {
        claim: replyText,
        ...pickChoice(context, seatIndex + context.round),
        confidence: 1,
        citations: [],
        ...changed,
      },
      stances: peers.map((agent) => ({
        agent,
        agrees: false,
        point: agent === mostExpensive ? replyText : '',
      })),
    });
  };

const peerIds = (context: TurnContext): readonly string[] =>
  'peers' in context ? context.peers.map(({ agent }) => agent) : [];

function pickChoice({ options }: TurnContext, index: number): { readonly choice?: string } {
  const choice = options?.[index % options.length];
  return choice === undefined ? {} : { choice };
}

function buildOutcome(
  { phase }: TurnContext,
  { position, stances }: { readonly position: Position; readonly stances: readonly Stance[] },
): TurnOutcome {
  switch (phase) {
    case 'propose':
      return { phase, position };
    case 'critique':
      return { phase, stances };
    case 'revise':
      return { phase, position, stances };
    case 'decide':
      return { phase, matrix: emptyMatrix, answer: '', citations: [] };
    default:
      return assertNever(phase);
  }
}
