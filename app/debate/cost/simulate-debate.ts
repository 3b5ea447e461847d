import type { DebateCommand } from '../core/commands.ts';
import { decide, isRejection } from '../core/decide.ts';
import { dueTurns } from '../core/due-turns.ts';
import type { DebateSettings } from '../core/settings.ts';
import { type DebateState, initialState, type OngoingDebate } from '../core/state.ts';
import { type PrepareDeps, type PreparedTurn, prepareTurns } from '../prompting/prepare-turns.ts';
import type { ReplySimulator } from './simulated-outcomes.ts';
import { noUsage } from './usage.ts';

export function startDebate(settings: DebateSettings): OngoingDebate {
  const { state } = decideOrThrow(initialState, { type: 'create', settings });
  if (state.phase === 'none' || state.phase === 'ended') throw new Error('a new debate is not ongoing');
  return state;
}

export function decideOrThrow(state: Parameters<typeof decide>[0], command: DebateCommand) {
  const decision = decide(state, command);
  if (isRejection(decision)) throw new Error(`a simulated command was rejected: ${decision.detail}`);
  return decision;
}

/** Runs a debate without a budget to its end and returns its turns. */
export function simulateDebate(
  settings: DebateSettings,
  deps: PrepareDeps,
  simulate: ReplySimulator,
): readonly PreparedTurn[] {
  const turns: PreparedTurn[] = [];
  let state: DebateState = startDebate({ ...settings, budget: {}, approval: false });
  while (state.phase !== 'none' && state.phase !== 'ended') {
    const due = dueTurns(state);
    if (due.length === 0) throw new Error(`a simulated debate waits for ever in ${state.phase}`);
    const { command, preparedTurns } = prepareTurns(state, due, deps);
    state = decideOrThrow(state, command).state;
    for (const prepared of preparedTurns) {
      const { turn, attempt } = prepared.due;
      turns.push(prepared);
      const reply = { ...simulate(prepared.context), usage: noUsage, costUsd: 0 };
      state = decideOrThrow(state, { type: 'complete', turn, attempt, ...reply }).state;
    }
  }
  return turns;
}
