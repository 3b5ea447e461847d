import { assertNever, type Position, type Stance, type TurnOutcome } from '../core/events.ts';
import type { TurnContext } from '../prompting/turn-context.ts';

export interface SimulatedReply {
  /** The prose. */
  readonly text: string;
  readonly outcome: TurnOutcome;
}

/** Simulates replies. `alwaysAgree` and `neverAgree` are the bounds of every debate without failures. */
export type ReplySimulator = (context: TurnContext) => SimulatedReply;

const emptyMatrix = {
  consensus: [],
  contradictions: [],
  partialCoverage: [],
  uniqueInsights: [],
  blindSpots: [],
};

/** All agents hold the same position from the start, with empty texts. */
export const alwaysAgree: ReplySimulator = (context) => ({
  text: '',
  outcome: buildOutcome(context, {
    position: { claim: '', ...pickAnswer(context, 0), confidence: 1, citations: [], changed: false },
    stances: peerIds(context).map((agent) => ({ agent, agrees: true, point: '' })),
  }),
});

/**
 * The agents never agree and change position in every round, with replies of the given text. `seatIds` lists the panel,
 * most expensive first. Only the remark on the most expensive peer has a text, which makes the dearest prompts longest.
 * A prompt quotes a position and its prose as one reply, and an agent's own critique alone.
 */
export const neverAgree =
  (replyText: string, seatIds: readonly string[]): ReplySimulator =>
  (context) => {
    const peers = peerIds(context);
    const mostExpensive = seatIds.find((id) => peers.includes(id));
    const seatIndex = seatIds.findIndex((id) => context.turn.endsWith(`.${id}`));
    const changed = context.phase === 'revise' ? { changed: true, changedBecause: 'x' } : { changed: false };
    // Equal claims would be agreement.
    const claim = `${context.turn} ${replyText}`;
    const outcome = buildOutcome(context, {
      position: {
        claim,
        ...pickAnswer(context, seatIndex + context.round),
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
    return { text: context.phase === 'critique' ? replyText : '', outcome };
  };

const peerIds = (context: TurnContext): readonly string[] =>
  'peers' in context ? context.peers.map(({ agent }) => agent) : [];

function pickChoice({ options }: TurnContext, index: number): { readonly choice?: string } {
  const choice = options?.[index % options.length];
  return choice === undefined ? {} : { choice };
}

/** Numbers of different indexes never agree. */
function pickAnswer(context: TurnContext, index: number): Pick<Position, 'choice' | 'estimate'> {
  if (!context.number) return pickChoice(context, index);
  const value = 10 ** (index + 1);
  return { estimate: { value, low: value, high: value, ...context.number } };
}

function buildOutcome(
  context: TurnContext,
  { position, stances }: { readonly position: Position; readonly stances: readonly Stance[] },
): TurnOutcome {
  const { phase } = context;
  switch (phase) {
    case 'propose':
      return { phase, position };
    case 'critique':
      return { phase, stances };
    case 'revise':
      return { phase, position, stances };
    case 'decide':
      return {
        phase,
        matrix: emptyMatrix,
        answer: '',
        citations: [],
        ...pickChoice(context, 0),
      };
    default:
      return assertNever(phase);
  }
}
