import { blindVotes, finalVotes, topChoices, trajectoryVotes, type Votes } from '../consensus/votes.ts';
import type { Position, StoredEvent } from '../core/events.ts';
import { foldEvents } from '../core/evolve.ts';
import { type Amount, type EndedDebate, findTurn, positionHistory, turnId } from '../core/state.ts';
import { settledTurnEvents } from '../cost/summary.ts';

export interface MeasuredAnswer {
  readonly choice: string;
  /** 0 to 1, as stated. */
  readonly confidence: number;
}

/** A seat of the panel. An answer is null when the seat gave none. */
export interface MeasuredSeat {
  readonly seat: string;
  readonly model: string;
  readonly blind: MeasuredAnswer | null;
  readonly final: MeasuredAnswer | null;
  readonly blindSpent: Amount;
}

/** How a debate on a closed question answers it, and how its parts would have. Null: no answer, or a tie. */
export interface MeasuredDebate {
  readonly debate: string;
  readonly outcome: 'decided' | 'failed' | 'cancelled';
  readonly seats: readonly MeasuredSeat[];
  readonly blindMajority: string | null;
  readonly finalVote: string | null;
  readonly trajectory: string | null;
  /** The choice of the judge or of most of a jury. Absent when none was asked for one. */
  readonly judge?: string | null;
  readonly decision: string | null;
  readonly spent: Amount;
  readonly blindSpent: Amount;
  /** Tokens of models without a known price, which no amount in USD covers. */
  readonly unpricedTokens: number;
  readonly seconds: number;
  readonly blindSeconds: number;
}

/** Measures a debate that has ended, from its log alone; null while it runs. */
export function measureDebate(log: readonly StoredEvent[]): MeasuredDebate | null {
  const state = foldEvents(log);
  const [first, last] = [log[0], log.at(-1)];
  if (state.phase !== 'ended' || !first || !last) return null;
  const isBlind = (turn: string) => turn.startsWith('r0.propose.');
  const blindEnd = settledTurnEvents(log).findLast(({ data }) => isBlind(data.turn)) ?? first;
  const judged = listJudgeChoices(state);
  return {
    debate: first.debate,
    outcome: state.end.status,
    seats: state.settings.panel.map(({ id, model }) => {
      const history = positionHistory(state, id);
      const turn = turnId(0, 'propose', id);
      return {
        seat: id,
        model: findTurn(state, turn)?.model ?? model,
        blind: toMeasuredAnswer(history.find(({ round }) => round === 0)?.position),
        final: toMeasuredAnswer(history.at(-1)?.position),
        blindSpent: sumSpent(log, (other) => other === turn),
      };
    }),
    blindMajority: singleLeader(blindVotes(state)),
    finalVote: singleLeader(finalVotes(state)),
    trajectory: singleLeader(trajectoryVotes(state)),
    ...(judged.length > 0 && { judge: singleLeader(countChoices(judged)) }),
    decision: state.end.status === 'decided' ? (state.end.verdict.choice ?? null) : null,
    spent: state.spent,
    blindSpent: sumSpent(log, isBlind),
    unpricedTokens: state.unpricedTokens,
    seconds: secondsBetween(first, last),
    blindSeconds: secondsBetween(first, blindEnd),
  };
}

const toMeasuredAnswer = (position: Position | undefined): MeasuredAnswer | null =>
  position?.choice === undefined ? null : { choice: position.choice, confidence: position.confidence };

function singleLeader(votes: Votes): string | null {
  const [leader, ...others] = topChoices(votes);
  return others.length === 0 ? (leader ?? null) : null;
}

const listJudgeChoices = ({ turns }: EndedDebate): readonly string[] =>
  turns.flatMap(({ outcome }) => (outcome?.phase === 'decide' ? (outcome.choice ?? []) : []));

function countChoices(choices: readonly string[]): Votes {
  const votes: Record<string, number> = {};
  for (const choice of choices) votes[choice] = (votes[choice] ?? 0) + 1;
  return votes;
}

function sumSpent(log: readonly StoredEvent[], isCounted: (turn: string) => boolean): Amount {
  const counted = settledTurnEvents(log).filter(({ data }) => isCounted(data.turn));
  return {
    usd: counted.reduce((sum, { data }) => sum + (data.costUsd ?? 0), 0),
    tokens: counted.reduce((sum, { data }) => sum + data.usage.inputTokens + data.usage.outputTokens, 0),
  };
}

const secondsBetween = (from: StoredEvent, to: StoredEvent): number =>
  (Date.parse(to.at) - Date.parse(from.at)) / 1000;
