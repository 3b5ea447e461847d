import type { Verdict } from '../core/events.ts';
import { type DebateState, isWaiting } from '../core/state.ts';

/** The members that lists show; the store keeps them in the debate's row. */
interface DebateSummary {
  readonly status: 'running' | 'paused' | 'decided' | 'failed' | 'cancelled';
  /** `propose` … `decide`, `approve` while a person must approve the decision, or `ended`. */
  readonly phase: string;
  readonly round: number;
  /** 0 to 1, or null while it has not been measured. */
  readonly agreement: number | null;
  readonly answer: string | null;
  readonly costUsd: number;
}

/** Summarizes a state, to be stored together with its events. Throws for a debate that was never created. */
export function summarizeDebate(state: DebateState): DebateSummary {
  if (state.phase === 'none') throw new Error('a debate that has not been created has no summary');
  const { round, spent } = state;
  const phase = state.phase !== 'ended' && state.approval === 'requested' ? 'approve' : state.phase;
  const latestAgreement = state.rounds.findLast((entry) => entry.agreement !== null)?.agreement;
  const common = { phase, round, agreement: latestAgreement?.score ?? null, costUsd: spent.usd };
  if (state.phase !== 'ended')
    return { ...common, status: isWaiting(state) ? 'paused' : 'running', answer: null };
  const { end } = state;
  if (end.status !== 'decided') return { ...common, status: end.status, answer: null };
  return { ...common, status: 'decided', agreement: end.agreement.score, answer: shortAnswer(end.verdict) };
}

/** The answer to a closed question begins with the option. */
function shortAnswer({ answer, choice }: Verdict): string | null {
  if (choice === undefined || answer?.startsWith(choice)) return answer;
  return answer === null ? choice : `${choice}. ${answer}`;
}
