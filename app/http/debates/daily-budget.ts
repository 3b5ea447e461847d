import type { DebateSettings } from '../../debate/core/events.ts';
import type { EvidenceDocument } from '../../debate/prompting/turn-context.ts';
import { neutralFormats } from '../../shared/formats.ts';
import type { DayHolds, NewHold, Store } from '../../store/store.ts';
import type { Caller } from '../context.ts';
import { throwProblem } from '../errors/problem-types.ts';
import { type BudgetDeps, estimateDebateCost } from './check-budget.ts';

export interface DailyBudgetDeps extends BudgetDeps {
  readonly store: Pick<Store, 'heldOn'>;
  readonly tenantUsdPerDay: number | null;
}

/** What a debate may cost under the budgets of its key and its tenant for the day (UTC). */
export interface DailyBudgetPlan {
  readonly settings: DebateSettings;
  readonly hold: NewHold;
  readonly held: DayHolds;
}

/**
 * Gives a debate without a budget one, if its key or tenant has a budget for the day: what it may cost at most, or what
 * is left of the day. Refuses nothing: a repeated creation costs nothing, which only the store knows.
 */
export async function planDailyBudget(
  { tenant, keyId }: Pick<Caller, 'tenant' | 'keyId'>,
  createdAt: Date,
  settings: DebateSettings,
  documents: readonly EvidenceDocument[],
  deps: DailyBudgetDeps,
): Promise<DailyBudgetPlan> {
  const { store, tenantUsdPerDay } = deps;
  const held = await store.heldOn(createdAt.toISOString().slice(0, 10), tenant, keyId);
  const left = Math.min(...listCaps(held, tenantUsdPerDay).map(({ cap, usd }) => cap - usd));
  const usd = settings.budget.usd ?? (left === Number.POSITIVE_INFINITY ? null : await defaultUsd());
  return {
    settings: usd === null ? settings : { ...settings, budget: { ...settings.budget, usd } },
    hold: { keyId, heldUsd: usd ?? 0, tenantUsdPerDay },
    held,
  };

  async function defaultUsd(): Promise<number> {
    const { maximum, firstRound } = await estimateDebateCost(settings, documents, deps);
    return Math.max(roundUp(firstRound.usd), Math.min(roundUp(maximum.usd), left), cent);
  }
}

const cent = 0.01;
const roundUp = (usd: number): number => Math.ceil(usd / cent) * cent;

interface DailyCap {
  readonly owner: string;
  readonly cap: number;
  readonly usd: number;
}

const listCaps = (held: DayHolds, tenantUsdPerDay: number | null): readonly DailyCap[] => [
  ...(held.keyUsdPerDay === null ? [] : [{ owner: 'this key', cap: held.keyUsdPerDay, usd: held.keyUsd }]),
  ...(tenantUsdPerDay === null ? [] : [{ owner: 'this tenant', cap: tenantUsdPerDay, usd: held.tenantUsd }]),
];

/** From the first share on, a creation says how much of the day's budget is used; from the second, what follows. */
const [noticeShare, urgentShare] = [0.8, 0.95];

/** A notice for each budget of the day that is mostly used, this debate included. */
export const dailyBudgetNotices = ({ hold }: DailyBudgetPlan, heldBefore: DayHolds): readonly string[] =>
  listCaps(heldBefore, hold.tenantUsdPerDay).flatMap(({ owner, cap, usd }) => {
    const share = (usd + hold.heldUsd) / cap;
    if (share < noticeShare) return [];
    return [
      `${neutralFormats.percent(share)} of the ${neutralFormats.usd(cap)} that ${owner} has for today is spent, ` +
        `or held by running debates.${share < urgentShare ? '' : ' New debates may be refused until tomorrow (UTC).'}`,
    ];
  });

export function throwOverDailyBudget({ hold, held }: DailyBudgetPlan, at: Date): never {
  const lefts = listCaps(held, hold.tenantUsdPerDay).map(
    ({ owner, cap, usd }) =>
      `${owner} has ${neutralFormats.usd(Math.max(0, cap - usd))} left of ${neutralFormats.usd(cap)}`,
  );
  const midnight = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1);
  throwProblem(
    'daily-budget-spent',
    `The debate may cost ${neutralFormats.usd(hold.heldUsd)}, but for today (UTC) ${lefts.join(', and ')}. ` +
      'Give it a smaller budget, or wait until running debates end: what they do not spend comes back.',
    { headers: { 'retry-after': `${Math.ceil((midnight - at.getTime()) / 1000)}` } },
  );
}
