import { describe, expect, it } from 'vitest';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import {
  createDebateDriver,
  critique,
  expectTypes,
  judgement,
  proposal,
  revision,
  settings,
  tokenUsage,
} from '../../support/debates/debate-driver.ts';

const same = { a1: proposal('yes'), a2: proposal('yes'), a3: proposal('Yes.') };
const different = { a1: proposal('a'), a2: proposal('b'), a3: proposal('c') };
const options = ['yes', 'no'];
const votes = (a1: string, a2: string, a3: string) => ({
  a1: proposal('a', a1),
  a2: proposal('b', a2),
  a3: proposal('c', a3),
});
const mixed = { a1: { a2: false, a3: true }, a2: { a1: false, a3: false }, a3: { a1: true, a2: false } };
const critiques = { a1: critique(mixed.a1), a2: critique(mixed.a2), a3: critique(mixed.a3) };
const agreeing = { a1: { a2: true, a3: true }, a2: { a1: true, a3: true }, a3: { a1: true, a2: true } };

describe('the course of a debate', () => {
  it('goes through proposals, critiques and revisions to the decision of the judge for an open question', () => {
    const debate = createDebateDriver();
    expect(debate.dueTurns()).toEqual(['r0.propose.a1', 'r0.propose.a2', 'r0.propose.a3']);
    expectTypes(debate.runPhase(different).slice(-1), 'round.started');
    expect(debate.dueTurns()).toEqual(['r1.critique.a1', 'r1.critique.a2', 'r1.critique.a3']);
    debate.runPhase(critiques);
    expect(debate.dueTurns()).toEqual(['r1.revise.a1', 'r1.revise.a2', 'r1.revise.a3']);
    const changed = { changed: true, changedBecause: 'E1 says otherwise' };
    debate.runPhase({
      a1: revision('no', mixed.a1, changed),
      a2: revision('b', mixed.a2),
      a3: revision('c', mixed.a3),
    });
    expect(debate.dueTurns()).toEqual(['r2.critique.a1', 'r2.critique.a2', 'r2.critique.a3']);
    debate.runPhase(critiques);
    debate.runPhase({
      a1: revision('no', agreeing.a1),
      a2: revision('b', agreeing.a2),
      a3: revision('c', agreeing.a3),
    });
    expect(debate.dueTurns()).toEqual(['r2.decide.j1']);
    const events = debate.runPhase({ j1: judgement });
    expect(events.at(-1)).toMatchObject({
      type: 'debate.decided',
      data: { stopReason: 'agreed', verdict: { method: 'judge', judgedBy: 'j1' } },
    });
    expect(debate.dueTurns()).toEqual([]);
  });

  it('stops as stable after a round without a change of position', () => {
    const debate = createDebateDriver();
    debate.runPhase(different);
    debate.runPhase(critiques);
    const events = debate.runPhase({
      a1: revision('a', mixed.a1),
      a2: revision('b', mixed.a2),
      a3: revision('c', mixed.a3),
    });
    expect(events.at(-1)).toMatchObject({ type: 'agreement.measured', data: { stop: 'stable', round: 1 } });
  });

  it('stops after the last round when positions still change', () => {
    const debate = createDebateDriver(settings({ rounds: 1 }));
    debate.runPhase(different);
    debate.runPhase(critiques);
    const changed = { changed: true, changedBecause: 'peer A found an error' };
    const events = debate.runPhase({
      a1: revision('d', mixed.a1, changed),
      a2: revision('b', mixed.a2),
      a3: revision('c', mixed.a3),
    });
    expect(events.at(-1)).toMatchObject({
      data: { stop: 'rounds', score: 2 / 3, groups: [['a1', 'a3'], ['a2']], source: 'stances' },
    });
  });

  it('stops after the blind round when all agents make the same claim, and a judge writes the answer', () => {
    const debate = createDebateDriver();
    const events = debate.runPhase(same);
    expect(events.at(-1)).toMatchObject({
      type: 'agreement.measured',
      data: { stop: 'agreed', score: 1, groups: [['a1', 'a2', 'a3']] },
    });
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
  });

  it('stops after the blind round when all agents choose the same option, and a judge explains it', () => {
    const debate = createDebateDriver(settings({ options }));
    const events = debate.runPhase(votes('yes', 'yes', 'yes'));
    expectTypes(events.slice(-1), 'agreement.measured');
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
    expect(debate.runPhase({ j1: judgement }).at(-1)).toMatchObject({
      data: {
        stopReason: 'agreed',
        agreement: { score: 1, source: 'votes', votes: { yes: 3, no: 0 } },
        verdict: { choice: 'yes', method: 'vote', judgedBy: 'j1', answer: 'Split the payments part first.' },
      },
    });
  });

  it('continues after a unanimous blind round when the settings say so', () => {
    const debate = createDebateDriver(settings({ stopWhenBlindAgree: false }));
    expectTypes(debate.runPhase(same).slice(-1), 'round.started');
    const closed = createDebateDriver(settings({ options, stopWhenBlindAgree: false }));
    const events = closed.runPhase(votes('yes', 'yes', 'yes'));
    expectTypes(events.slice(-2), 'agreement.measured', 'round.started');
    expect(events.at(-2)).toMatchObject({ data: { stop: null, score: 1 } });
  });
});

describe('attempts', () => {
  it('retries a failed turn and leaves the agent out after the last attempt', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    expect(debate.fail('r0.propose.a1')).toMatchObject([{ data: { final: false } }]);
    expect(dueTurns(debate.state)).toMatchObject([{ turn: 'r0.propose.a1', attempt: 2 }]);
    debate.startDueTurns();
    expect(debate.fail('r0.propose.a1', 2)).toMatchObject([{ data: { final: true } }]);
    debate.complete('r0.propose.a2', proposal('b'));
    debate.complete('r0.propose.a3', proposal('c'));
    expect(debate.dueTurns()).toEqual(['r1.critique.a2', 'r1.critique.a3']);
  });

  it('does not retry a permanent failure', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    expect(debate.fail('r0.propose.a1', 1, 'refused')).toMatchObject([{ data: { final: true } }]);
  });

  it('fails the debate when too few agents state a position', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.complete('r0.propose.a1', proposal('a'));
    debate.fail('r0.propose.a2', 1, 'refused');
    const events = debate.fail('r0.propose.a3', 1, 'refused');
    expectTypes(events, 'turn.failed', 'agreement.measured', 'debate.failed');
    expect(events.at(-1)).toMatchObject({ data: { stopReason: 'quorum-lost' } });
  });

  it('uses the fallback model after the first failure, also after a permanent one', () => {
    const panel = settings().panel.map((seat) => (seat.id === 'a1' ? { ...seat, fallback: 'other' } : seat));
    const debate = createDebateDriver(settings({ panel }));
    expect(dueTurns(debate.state)).toMatchObject([{ agent: { model: 'rehearsal' } }, {}, {}]);
    debate.startDueTurns();
    expect(debate.fail('r0.propose.a1', 1, 'refused')).toMatchObject([{ data: { final: false } }]);
    expect(dueTurns(debate.state)).toMatchObject([{ attempt: 2, agent: { model: 'other' } }]);
    expect(debate.startDueTurns()).toMatchObject([{ data: { attempt: 2, model: 'other' } }]);
    expect(debate.fail('r0.propose.a1', 2, 'refused')).toMatchObject([{ data: { final: true } }]);
  });

  it('keeps the model of a superseded attempt, which has not failed', () => {
    const panel = settings().panel.map((seat) => ({ ...seat, fallback: 'other' }));
    const debate = createDebateDriver(settings({ panel }));
    debate.startDueTurns();
    debate.execute({ type: 'supersede', reason: 'takeover' });
    const models = dueTurns(debate.state).map(({ agent }) => agent.model);
    expect(models).toEqual(['rehearsal', 'rehearsal', 'rehearsal']);
  });

  it('supersedes only the turns that a lost worker left running', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.complete('r0.propose.a1', proposal('a'));
    const events = debate.execute({ type: 'supersede', reason: 'takeover' });
    expect(events).toMatchObject([{ data: { turn: 'r0.propose.a2' } }, { data: { turn: 'r0.propose.a3' } }]);
    expect(dueTurns(debate.state)).toMatchObject([{ attempt: 2 }, { attempt: 2 }]);
  });

  it('rejects the result of a superseded attempt and of a completed turn', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.execute({ type: 'supersede', reason: 'takeover' });
    const late = { text: '', outcome: proposal('a'), usage: tokenUsage, costUsd: 0 };
    const command = { type: 'complete', turn: 'r0.propose.a1', attempt: 1, ...late } as const;
    expect(debate.expectRefusal(command)).toBe('not-running');
    debate.startDueTurns();
    debate.complete('r0.propose.a1', proposal('a'), 2);
    expect(debate.expectRefusal({ ...command, attempt: 2 })).toBe('not-running');
  });

  it('rejects the start of a turn that is not due', () => {
    const debate = createDebateDriver();
    const reserved = { usd: 0, tokens: 0 };
    const turns = [{ turn: 'r1.revise.a1', attempt: 1, reserved }];
    expect(debate.expectRefusal({ type: 'start', turns, decisionReserve: reserved })).toBe('not-due');
  });
});

describe('commands', () => {
  it('concludes with the positions stated so far', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.complete('r0.propose.a1', proposal('a'));
    expectTypes(debate.execute({ type: 'conclude', by: 'someone' }), 'agreement.measured');
    expectTypes(debate.execute({ type: 'conclude', by: 'someone' }), 'agreement.measured');
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
    expect(debate.execute({ type: 'conclude', by: 'someone' })).toEqual([]);
  });

  it('starts no turn while paused and continues after a resume', () => {
    const debate = createDebateDriver();
    debate.execute({ type: 'pause', by: 'someone' });
    expect(debate.execute({ type: 'pause', by: 'someone' })).toEqual([]);
    expect(debate.dueTurns()).toEqual([]);
    debate.execute({ type: 'resume', by: 'someone' });
    expect(debate.dueTurns()).toHaveLength(3);
  });

  it('ends at once when cancelled and rejects later commands', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.execute({ type: 'cancel', by: 'someone' });
    expect(debate.execute({ type: 'cancel', by: 'someone' })).toEqual([]);
    expect(debate.expectRefusal({ type: 'pause', by: 'someone' })).toBe('ended');
  });

  it('moves to the decision and then ends at its deadlines', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.complete('r0.propose.a1', proposal('a'));
    expectTypes(debate.expire('decide'), 'agreement.measured');
    expectTypes(debate.expire('end'), 'debate.failed');
  });
});

describe('the budget', () => {
  const reserve = (usd: number) => ({ usd, tokens: 100 });
  const turns = ['a1', 'a2', 'a3'].map((agent) => ({
    turn: `r0.propose.${agent}`,
    attempt: 1,
    reserved: reserve(1),
  }));

  it('starts no turn that could exceed the cap together with the decision reserve', () => {
    const debate = createDebateDriver(settings({ budget: { usd: 3.5 } }));
    const events = debate.execute({ type: 'start', turns, decisionReserve: reserve(1) });
    expectTypes(events, 'agreement.measured', 'debate.failed');
    expect(events[0]).toMatchObject({ data: { stop: 'budget' } });
  });

  it('moves to the decision when the next phase is too expensive', () => {
    const debate = createDebateDriver(settings({ budget: { tokens: 450 } }));
    debate.execute({ type: 'start', turns, decisionReserve: reserve(1) });
    for (const agent of ['a1', 'a2', 'a3']) debate.complete(`r0.propose.${agent}`, proposal(agent));
    const critiques = debate
      .dueTurns()
      .map((turn) => ({ turn, attempt: 1, reserved: { usd: 0, tokens: 150 } }));
    debate.execute({ type: 'start', turns: critiques, decisionReserve: reserve(1) });
    expect(debate.dueTurns()).toEqual(['r0.decide.j1'].map((turn) => turn.replace('r0', 'r1')));
  });

  it('is noticed once at 80 and once at 95 percent', () => {
    const debate = createDebateDriver(settings({ budget: { usd: 10 } }));
    debate.startDueTurns();
    expectTypes(debate.complete('r0.propose.a1', proposal('a'), 1, 8), 'turn.completed', 'budget.noticed');
    expectTypes(debate.complete('r0.propose.a2', proposal('a'), 1, 1), 'turn.completed');
    const events = debate.complete('r0.propose.a3', proposal('a'), 1, 0.6);
    expect(events[1]).toMatchObject({ type: 'budget.noticed', data: { share: 0.95 } });
  });
});

it('fails a debate that lost too many workers and names their number', () => {
  const debate = createDebateDriver();
  debate.startDueTurns();
  debate.execute({ type: 'pause', by: 'a person' });
  expect(debate.execute({ type: 'abandon', takeovers: 6 })).toEqual([
    {
      type: 'debate.failed',
      data: { stopReason: 'takeovers', message: expect.stringContaining('6 workers in a row were lost') },
    },
  ]);
  expect(debate.expectRefusal({ type: 'abandon', takeovers: 7 })).toBe('ended');
});

it('folds events to the same state at once and one by one', () => {
  const debate = createDebateDriver();
  debate.runPhase(different);
  debate.runPhase(critiques);
  expect(debate.dueTurns()).toEqual(['r1.revise.a1', 'r1.revise.a2', 'r1.revise.a3']);
  expect(foldEvents(debate.log)).toEqual(debate.state);
});

it('throws on a log that does not begin with debate.created', () => {
  expect(() => foldEvents([{ type: 'round.started', data: { round: 0 } }])).toThrow('before debate.created');
});
