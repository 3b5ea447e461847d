import type { DecisionRecord } from '../../debate/record/decision-record.ts';
import type { DebateView } from '../../debate/views/debate.ts';
import { createNameLookup, formatSpending } from '../../debate/views/labels.ts';
import { joinNames } from '../../debate/views/record-text.ts';
import type { Formats } from '../../shared/formats.ts';
import { type DebateStep, debateSteps, turnsOfStep } from './steps.ts';

/** `none`, `Bela`, `Bela and Cleo`, or `4 of 5 agents`. */
export function dissentLabel({ minority, panel }: Pick<DecisionRecord, 'minority' | 'panel'>): string {
  if (minority.length === 0) return 'none';
  if (minority.length > namesMax) return `${minority.length} of ${panel.length} agents`;
  const nameOf = createNameLookup(panel);
  return joinNames(minority.map(({ agent }) => nameOf(agent)));
}

const namesMax = 2;

export const spendingLabel = (cost: DebateView['cost'], formats: Formats): string =>
  cost.tokens > 0 && cost.tokens === cost.unpricedTokens ? 'unpriced' : formatSpending(cost, formats);

/** `about 3 min left`, from the time that the finished phases took; null before the first has finished. */
export function forecastLabel(view: DebateView, nowMs: number): string | null {
  const steps = debateSteps(view);
  const durations = steps.filter(({ state }) => state === 'done').map((step) => stepDuration(view, step));
  if (durations.length === 0 || view.status === 'paused') return null;
  const meanMs = durations.reduce((sum, ms) => sum + ms, 0) / durations.length;
  const later = steps.filter(({ state }) => state === 'later').length;
  const current = steps.find(({ state }) => state === 'now');
  const currentMs = current ? Math.max(0, meanMs - (nowMs - stepStart(view, current, nowMs))) : 0;
  const leftMs = later * meanMs + currentMs;
  return leftMs < minuteMs ? 'less than 1 min left' : `about ${Math.ceil(leftMs / minuteMs)} min left`;
}

const minuteMs = 60_000;

const stepStart = (view: DebateView, step: DebateStep, fallbackMs: number): number =>
  Math.min(fallbackMs, ...turnsOfStep(view, step).map(({ startedAt }) => Date.parse(startedAt)));

function stepDuration(view: DebateView, step: DebateStep): number {
  const ends = turnsOfStep(view, step).map(({ startedAt, endedAt }) => Date.parse(endedAt ?? startedAt));
  const end = Math.max(0, ...ends);
  return Math.max(0, end - stepStart(view, step, end));
}
