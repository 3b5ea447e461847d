import type { DebateCommand, Rejection } from './commands.ts';
import { withEngineEvents } from './engine-events.ts';
import type { DebateEvent, DebateSettings } from './events.ts';
import { applyEvents, type Decision } from './evolve.ts';
import type { OngoingDebate } from './state.ts';

export type DecideResult = Decision | Rejection;

export const reject = (code: Rejection['code'], detail: string): Rejection => ({ code, detail });

/** Lets a debate that waits for approval decide. */
export function approveDecision(state: OngoingDebate, by: string): DecideResult {
  switch (state.approval) {
    case 'none':
      return reject(
        'approval-not-pending',
        state.settings.approval
          ? 'The debate does not wait for approval yet.'
          : 'The debate was started without `approval` and decides by itself.',
      );
    case 'requested':
      return withEngineEvents(state, [{ type: 'decision.approved', data: { by } }]);
    case 'given':
      return applyEvents(state, []);
  }
}

type Extension = Extract<DebateCommand, { type: 'extend' }>;
type ExtendedData = Extract<DebateEvent, { type: 'debate.extended' }>['data'];

/** Raises the deadline or the budget to new totals. The totals that already apply are no event. */
export function extendLimits(state: OngoingDebate, { by, deadlineSeconds, budget }: Extension): DecideResult {
  const times = deadlineSeconds === undefined ? {} : extendDeadline(state.settings, deadlineSeconds);
  if ('code' in times) return times;
  const amounts = budget === undefined ? {} : extendBudget(state.settings.budget, budget);
  if ('code' in amounts) return amounts;
  const data: ExtendedData = { by, ...times, ...amounts };
  const isChanged = data.deadlineAt !== undefined || data.budget !== undefined;
  return withEngineEvents(state, isChanged ? [{ type: 'debate.extended', data }] : []);
}

/** The time reserved for the decision stays as long as it was. */
function extendDeadline(
  { createdAt, decideAt, deadlineAt }: DebateSettings,
  seconds: number,
): Pick<ExtendedData, 'decideAt' | 'deadlineAt'> | Rejection {
  if (createdAt === undefined)
    return reject('not-an-extension', 'The log of this debate has no time of creation.');
  const addedMs = Date.parse(createdAt) + seconds * 1000 - Date.parse(deadlineAt);
  if (addedMs < 0)
    return reject('not-an-extension', `The debate already has until ${deadlineAt}. Give a longer time.`);
  if (addedMs === 0) return {};
  const later = (iso: string) => new Date(Date.parse(iso) + addedMs).toISOString();
  return { decideAt: later(decideAt), deadlineAt: later(deadlineAt) };
}

function extendBudget(
  current: DebateSettings['budget'],
  { usd, tokens }: NonNullable<Extension['budget']>,
): Pick<ExtendedData, 'budget'> | Rejection {
  for (const [unit, next, before] of [
    ['USD', usd, current.usd],
    ['tokens', tokens, current.tokens],
  ] as const) {
    if (next === undefined) continue;
    if (before === undefined)
      return reject('not-an-extension', `The debate has no budget in ${unit}, so it cannot be raised.`);
    if (next < before)
      return reject('not-an-extension', `The budget is already ${before} ${unit}. Give a higher one.`);
  }
  const budget = { ...current, ...(usd !== undefined && { usd }), ...(tokens !== undefined && { tokens }) };
  return budget.usd === current.usd && budget.tokens === current.tokens ? {} : { budget };
}
