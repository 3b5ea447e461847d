import { expect, it } from 'vitest';
import { computeHeldUsd } from '../../../app/debate/cost/spending.ts';
import { createDebateDriver, proposal, settings } from '../../support/debates/debate-driver.ts';

const budget = { usd: 5 };
const reserved = { usd: 1, tokens: 100 };
const nothing = { usd: 0, tokens: 0 };

/** A debate of three whose first worker was lost while two turns ran. */
function takenOver() {
  const debate = createDebateDriver(settings({ budget }));
  const start = (turns: readonly string[], attempt: number) =>
    debate.execute({
      type: 'start',
      turns: turns.map((turn) => ({ turn, attempt, reserved })),
      decisionReserve: nothing,
    });
  start(['r0.propose.a1', 'r0.propose.a2'], 1);
  debate.execute({ type: 'supersede', reason: 'its worker was lost' });
  return { debate, start };
}

it('counts what superseded attempts may have cost against the budget', () => {
  const { debate } = takenOver();
  const start = (usd: number) =>
    debate.execute({
      type: 'start',
      turns: [{ turn: 'r0.propose.a1', attempt: 2, reserved: { usd, tokens: 100 } }],
      decisionReserve: nothing,
    });
  const events = start(3.01);
  expect(events[0]).toMatchObject({ type: 'agreement.measured', data: { stop: 'budget' } });
  const message = expect.stringContaining('held for turns whose workers were lost');
  expect(events).toContainEqual(expect.objectContaining({ data: { stopReason: 'budget', message } }));
  const other = takenOver().debate;
  const turns = [{ turn: 'r0.propose.a1', attempt: 2, reserved: { usd: 3, tokens: 100 } }];
  expect(other.execute({ type: 'start', turns, decisionReserve: nothing })[0]?.type).toBe('turn.started');
});

it('holds the budget while a debate runs, and at its end what it may have cost', () => {
  const { debate, start } = takenOver();
  start(['r0.propose.a1'], 2);
  debate.complete('r0.propose.a1', proposal('Split it.'), 2, 0.25);
  start(['r0.propose.a2'], 2);
  expect(computeHeldUsd(debate.state)).toBe(5);
  debate.execute({ type: 'cancel', by: 'a person' });
  expect(computeHeldUsd(debate.state)).toBe(2 + 0.25 + 1);
});
