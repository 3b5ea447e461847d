import { describe, expect, it } from 'vitest';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  revision,
  settings,
} from '../../support/debates/debate-driver.ts';

const different = { a1: proposal('a'), a2: proposal('b'), a3: proposal('c') };
const options = ['yes', 'no'];
const votes = (a1: string, a2: string, a3: string) => ({
  a1: proposal('a', a1),
  a2: proposal('b', a2),
  a3: proposal('c', a3),
});
const mixed = { a1: { a2: false, a3: true }, a2: { a1: false, a3: false }, a3: { a1: true, a2: false } };
const critiques = { a1: critique(mixed.a1), a2: critique(mixed.a2), a3: critique(mixed.a3) };

describe('the decision', () => {
  it('of a vote follows from the positions held at the end', () => {
    const debate = createDebateDriver(settings({ options, rounds: 1 }));
    debate.runPhase(votes('yes', 'yes', 'no'));
    debate.runPhase(critiques);
    const to = { choice: 'no', changed: true, changedBecause: 'E2' };
    debate.runPhase({
      a1: revision('a', mixed.a1, to),
      a2: revision('b', mixed.a2, { choice: 'yes' }),
      a3: revision('c', mixed.a3, { choice: 'no' }),
    });
    // Over all rounds, the votes are even.
    expect(debate.runPhase({ j1: judgement }).at(-1)).toMatchObject({
      data: { verdict: { votes: { yes: 1, no: 2 }, choice: 'no', tied: false, adopts: ['a1', 'a3'] } },
    });
  });

  it('counts the last vote of an agent that lost its later turns', () => {
    const debate = createDebateDriver(settings({ options, rounds: 1 }));
    debate.runPhase(votes('yes', 'no', 'no'));
    debate.runPhase(critiques);
    debate.startDueTurns();
    debate.complete('r1.revise.a1', revision('a', mixed.a1, { choice: 'yes' }));
    debate.complete('r1.revise.a2', revision('b', mixed.a2, { choice: 'no' }));
    debate.fail('r1.revise.a3', 1, 'refused');
    expect(debate.runPhase({ j1: judgement }).at(-1)).toMatchObject({
      data: { verdict: { votes: { yes: 1, no: 2 }, choice: 'no' } },
    });
  });

  it('has no choice when a vote is tied, whatever the judge chooses', () => {
    const debate = createDebateDriver(settings({ options: [...options, 'later'], rounds: 0 }));
    debate.runPhase(votes('yes', 'no', 'later'));
    const last = debate.runPhase({ j1: { ...judgement, choice: 'yes' } }).at(-1);
    expect(last).toMatchObject({
      type: 'debate.decided',
      data: { verdict: { tied: true, adopts: [], judgedBy: 'j1' } },
    });
    expect(last).not.toHaveProperty('data.verdict.choice');
  });

  it('of a duel is the choice of the judge, because its sides are assigned', () => {
    const debate = createDebateDriver(settings({ preset: 'duel', options, rounds: 0 }));
    debate.runPhase({ a1: proposal('a', 'yes'), a2: proposal('b', 'no') });
    expect(debate.runPhase({ j1: { ...judgement, choice: 'no' } }).at(-1)).toMatchObject({
      data: { verdict: { method: 'judge', choice: 'no', tied: false, adopts: ['a2'] } },
    });
  });
});

describe('a failed judge', () => {
  const failJudge = (changes: Parameters<typeof settings>[0]) => {
    const debate = createDebateDriver(settings({ rounds: 0, ...changes }));
    debate.runPhase(changes?.options ? votes('yes', 'yes', 'no') : different);
    debate.startDueTurns();
    debate.fail('r0.decide.j1', 1, 'refused');
    return debate;
  };

  it('is replaced by a seat of the panel, one with another model if there is one', () => {
    expect(failJudge({}).dueTurns()).toEqual(['r0.decide.a1']);
    const panel = settings().panel.map((seat) => (seat.id === 'a2' ? { ...seat, model: 'other' } : seat));
    const debate = failJudge({ panel });
    expect(dueTurns(debate.state)).toMatchObject([{ turn: 'r0.decide.a2', agent: { role: 'judge' } }]);
    expect(debate.runPhase({ a2: judgement }).at(-1)).toMatchObject({
      type: 'debate.decided',
      data: { verdict: { judgedBy: 'a2', answer: 'Split the payments part first.' } },
    });
  });

  it('leaves an open question without an answer when its substitute fails too', () => {
    const debate = failJudge({});
    debate.startDueTurns();
    expect(debate.fail('r0.decide.a1', 1, 'refused').at(-1)).toMatchObject({
      type: 'debate.failed',
      data: { stopReason: 'rounds' },
    });
  });

  it('leaves a vote decided without an explanation when its substitute fails too', () => {
    const debate = failJudge({ options });
    debate.startDueTurns();
    expect(debate.fail('r0.decide.a1', 1, 'refused').at(-1)).toMatchObject({
      type: 'debate.decided',
      data: { verdict: { method: 'vote', choice: 'yes', judgedBy: null, answer: 'yes. a' } },
    });
  });
});
