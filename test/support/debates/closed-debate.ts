import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { StoredEvent, TurnOutcome } from '../../../app/debate/core/events.ts';
import { createPanel, presets } from '../../../app/debate/core/presets.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from './debate-driver.ts';

interface ClosedDebateOptions {
  readonly debate?: string;
  /** The cost of each of the ten turns. */
  readonly turnUsd?: number;
}

/**
 * The log of a debate of three seats and one round about the options A, B and C, on the engine alone. `blind` and
 * `final` have the choice of each seat, a letter each; seats 1 and 2 have the model `one`, seat 3 has `two`.
 */
export function runClosedDebate(
  blind: string,
  final: string,
  { debate = 'd1', turnUsd = 0 }: ClosedDebateOptions = {},
): readonly StoredEvent[] {
  const models = ['one', 'one', 'two'].map((model) => ({ model }));
  const panel = createPanel(presets.standard, models, 'unused');
  const driver = createDebateDriver(
    settings({ panel, options: ['A', 'B', 'C'], rounds: 1, stopWhenBlindAgree: false }),
  );
  const choiceOf = (choices: string, seat: string) => choices[Number(seat.slice(1)) - 1] ?? '';
  const outcomeOf = (phase: TurnOutcome['phase'], seat: string): TurnOutcome => {
    const choice = choiceOf(phase === 'propose' ? blind : final, seat);
    switch (phase) {
      case 'propose':
        return proposal(`It is ${choice}.`, choice);
      case 'critique':
        return critique({});
      case 'revise':
        return revision(`It is ${choice}.`, {}, { choice, changed: choice !== choiceOf(blind, seat) });
      case 'decide':
        return judgement;
    }
  };
  while (driver.state.phase !== 'ended') {
    const due = dueTurns(driver.state);
    driver.startDueTurns();
    for (const { turn, attempt, phase, agent } of due)
      driver.complete(turn, outcomeOf(phase, agent.id), attempt, turnUsd);
  }
  return toStoredEvents(driver.log, debate);
}
