import type { Reservation } from '../core/commands.ts';
import type { Amount, OngoingDebate } from '../core/state.ts';

/** After a comparison of the first answers, the debate may go on. */
export const isLastStop = ({ stop }: OngoingDebate): boolean => stop !== null && stop !== 'compared';

/** Compares what is spent, what superseded attempts may have cost, what is reserved and requested with the cap. */
export function isWithinBudget(
  state: OngoingDebate,
  requested: readonly Reservation[],
  decisionReserve: Reservation,
): boolean {
  const { usd, tokens } = state.settings.budget;
  const reserved = [...state.turns.map((turn): Amount => turn.reserved), state.superseded];
  const needed = isLastStop(state) ? requested : [...requested, decisionReserve];
  const total = (select: (amount: Reservation) => number, spent: number) =>
    [...reserved, ...needed].reduce((sum, amount) => sum + select(amount), spent);
  if (usd !== undefined && total((amount) => amount.usd ?? 0, state.spent.usd) > usd) return false;
  return tokens === undefined || total((amount) => amount.tokens, state.spent.tokens) <= tokens;
}
