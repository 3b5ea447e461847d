import { isStable, isUnanimous, measure, vote } from './consensus.ts';
import type { DebateEvent, StopReason } from './events.ts';
import { evolve, fold } from './evolve.ts';
import { type Course, type Debate, holders, type Open, phaseSettled } from './state.ts';

/** What the member of a budget has left is told at these shares of it. */
const noticedShares: readonly number[] = [0.8, 0.95];

/** The events, and then what the engine itself makes of them: the next round, the stop, the decision, the end. */
export function withConsequences(state: Open, events: readonly DebateEvent[]): readonly DebateEvent[] {
  const all = [...events];
  let now: Debate = fold(events, state);
  for (let follow = consequence(now); follow; follow = consequence(now)) {
    all.push(follow);
    now = evolve(now, follow);
  }
  return all;
}

function consequence(state: Debate): DebateEvent | null {
  if (state.phase === 'none' || state.phase === 'ended') return null;
  return noticeBudget(state) ?? (state.stop ? conclusion(state, state.stop) : endOfRound(state));
}

function noticeBudget(state: Open): DebateEvent | null {
  const { budget } = state.settings;
  const share = Math.max(
    budget.usd === undefined ? 0 : state.spent.usd / budget.usd,
    budget.tokens === undefined ? 0 : state.spent.tokens / budget.tokens,
  );
  const reached = noticedShares.findLast((step) => share >= step);
  if (reached === undefined || reached <= state.noticed) return null;
  return {
    type: 'budget.noticed',
    data: { spentUsd: state.spent.usd, spentTokens: state.spent.tokens, share: reached },
  };
}

/** After the blind proposals and after each revision: measure, then stop or go on. */
function endOfRound(state: Open): DebateEvent | null {
  if (!phaseSettled(state) || (state.phase !== 'propose' && state.phase !== 'revise')) return null;
  const reason = stopReason(state);
  if (reason) return stopping(state, reason);
  const measured = state.rounds.at(-1)?.agreement !== null;
  // Blind proposals to an open question take no stance on one another: there is nothing to measure yet.
  if (!measured && (state.phase === 'revise' || state.settings.options))
    return { type: 'agreement.measured', data: { ...measure(state), round: state.round, stop: null } };
  return { type: 'round.started', data: { round: state.round + 1 } };
}

function stopReason(state: Open): StopReason | null {
  const spoke = state.turns.filter(
    (turn) => turn.round === state.round && turn.phase === state.phase && turn.status === 'completed',
  );
  if (spoke.length < state.settings.quorum) return 'quorum-lost';
  if (isUnanimous(state, measure(state))) return 'agreed';
  if (state.phase === 'revise' && isStable(state)) return 'stable';
  return state.round >= state.settings.rounds ? 'rounds' : null;
}

export const stopping = (state: Open, stop: StopReason): DebateEvent => ({
  type: 'agreement.measured',
  data: { ...measure(state), round: state.round, stop },
});

/** The way from the stop to the end: a vote at once, or the judge's turn, or the reason why there is no decision. */
function conclusion(state: Open, stop: StopReason): DebateEvent | null {
  const held = holders(state).length;
  if (held === 0) return ending(stop, 'No agent holds a position.');
  // A person who concludes takes what there is; an engine that lost its quorum in the blind round has no debate.
  if (stop === 'quorum-lost' && held < state.settings.quorum)
    return ending(stop, `Only ${held} of ${state.settings.panel.length} agents stated a position.`);
  if (state.settings.options)
    return {
      type: 'debate.decided',
      data: { verdict: vote(state), agreement: lastMeasure(state), stopReason: stop },
    };
  const judged = state.turns.find((turn) => turn.phase === 'decide');
  if (judged?.status === 'failed')
    return ending(stop, `The judge could not decide: ${judged.failure?.message ?? 'no answer'}`);
  if (judged?.outcome?.phase !== 'decide') return null;
  const { answer, matrix, citations } = judged.outcome;
  return {
    type: 'debate.decided',
    data: {
      verdict: { answer, method: 'judge', tied: false, matrix, citations },
      agreement: lastMeasure(state),
      stopReason: stop,
    },
  };
}

const lastMeasure = (course: Course) => course.rounds.at(-1)?.agreement ?? measure(course);

export const ending = (stopReason: StopReason, message: string): DebateEvent => ({
  type: 'debate.failed',
  data: { stopReason, message },
});
