import { describe, expect, it } from 'vitest';
import { fold } from '../../app/debate/evolve.ts';
import { next } from '../../app/debate/next.ts';
import {
  critique,
  expectTypes,
  free,
  given,
  judgement,
  propose,
  revise,
  settings,
} from '../support/debate.ts';

const all = (claim: string) => ({ a1: propose(claim), a2: propose(claim), a3: propose(claim) });
const mixed = { a1: { a2: false, a3: true }, a2: { a1: false, a3: false }, a3: { a1: true, a2: false } };
const critiques = { a1: critique(mixed.a1), a2: critique(mixed.a2), a3: critique(mixed.a3) };
const agreeing = { a1: { a2: true, a3: true }, a2: { a1: true, a3: true }, a3: { a1: true, a2: true } };

describe('the course of a debate', () => {
  it('proposes blind, criticises, revises, and lets the judge decide an open question', () => {
    const debate = given();
    expect(debate.due()).toEqual(['r0.propose.a1', 'r0.propose.a2', 'r0.propose.a3']);
    expectTypes(debate.speak(all('yes')).slice(-1), 'round.started');
    expect(debate.due()).toEqual(['r1.critique.a1', 'r1.critique.a2', 'r1.critique.a3']);
    debate.speak(critiques);
    expect(debate.due()).toEqual(['r1.revise.a1', 'r1.revise.a2', 'r1.revise.a3']);
    const changed = { changed: true, changedBecause: 'E1 says otherwise' };
    debate.speak({
      a1: revise('no', mixed.a1, changed),
      a2: revise('b', mixed.a2),
      a3: revise('c', mixed.a3),
    });
    expect(debate.due()).toEqual(['r2.critique.a1', 'r2.critique.a2', 'r2.critique.a3']);
    debate.speak(critiques);
    debate.speak({
      a1: revise('no', agreeing.a1),
      a2: revise('b', agreeing.a2),
      a3: revise('c', agreeing.a3),
    });
    expect(debate.due()).toEqual(['r2.decide.j1']);
    const events = debate.speak({ j1: judgement });
    expect(events.at(-1)).toMatchObject({ type: 'debate.decided', data: { stopReason: 'agreed' } });
    expect(debate.due()).toEqual([]);
  });

  it('stops as stable when a round changes no position', () => {
    const debate = given();
    debate.speak(all('yes'));
    debate.speak(critiques);
    const events = debate.speak({
      a1: revise('a', mixed.a1),
      a2: revise('b', mixed.a2),
      a3: revise('c', mixed.a3),
    });
    expect(events.at(-1)).toMatchObject({ type: 'agreement.measured', data: { stop: 'stable', round: 1 } });
  });

  it('stops after the last round when positions still move', () => {
    const debate = given(settings({ rounds: 1 }));
    debate.speak(all('yes'));
    debate.speak(critiques);
    const changed = { changed: true, changedBecause: 'peer A found an error' };
    const events = debate.speak({
      a1: revise('a', mixed.a1, changed),
      a2: revise('b', mixed.a2),
      a3: revise('c', mixed.a3),
    });
    expect(events.at(-1)).toMatchObject({ data: { stop: 'rounds', pairs: { agreeing: 2, counted: 6 } } });
  });

  it('stops after the blind round when a closed question has one answer', () => {
    const debate = given(settings({ options: ['yes', 'no'] }));
    const events = debate.speak({
      a1: propose('a', 'yes'),
      a2: propose('b', 'yes'),
      a3: propose('c', 'yes'),
    });
    expectTypes(events.slice(-2), 'agreement.measured', 'debate.decided');
    expect(events.at(-1)).toMatchObject({
      data: { stopReason: 'agreed', verdict: { choice: 'yes', method: 'vote' } },
    });
  });

  it('counts every position of the whole trajectory in a vote', () => {
    const debate = given(settings({ options: ['yes', 'no'], rounds: 1 }));
    debate.speak({ a1: propose('a', 'yes'), a2: propose('b', 'yes'), a3: propose('c', 'no') });
    debate.speak(critiques);
    const to = { choice: 'no', changed: true, changedBecause: 'E2' };
    const events = debate.speak({
      a1: revise('a', mixed.a1, to),
      a2: revise('b', mixed.a2, { choice: 'yes' }),
      a3: revise('c', mixed.a3, { choice: 'no' }),
    });
    // yes: 2 blind + 1 last, no: 1 blind + 2 last. The last positions break the tie.
    expect(events.at(-1)).toMatchObject({
      data: { verdict: { votes: { yes: 3, no: 3 }, choice: 'no', tied: false } },
    });
  });

  it('says that a vote is tied instead of making up a winner', () => {
    const debate = given(settings({ preset: 'duel', options: ['yes', 'no'], rounds: 0 }));
    const events = debate.speak({ a1: propose('a', 'yes'), a2: propose('b', 'no') });
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'debate.decided', data: { verdict: { tied: true } } });
    expect(last).not.toHaveProperty('data.verdict.choice');
  });
});

describe('attempts', () => {
  it('runs a failed turn again and leaves the agent out after the last attempt', () => {
    const debate = given();
    debate.start();
    expect(debate.fail('r0.propose.a1')).toMatchObject([{ data: { final: false } }]);
    expect(next(debate.state)).toMatchObject([{ turn: 'r0.propose.a1', attempt: 2 }]);
    debate.start();
    expect(debate.fail('r0.propose.a1', 2)).toMatchObject([{ data: { final: true } }]);
    debate.complete('r0.propose.a2', propose('b'));
    debate.complete('r0.propose.a3', propose('c'));
    expect(debate.due()).toEqual(['r1.critique.a2', 'r1.critique.a3']);
  });

  it('does not repeat a failure that would only repeat itself', () => {
    const debate = given();
    debate.start();
    expect(debate.fail('r0.propose.a1', 1, 'refused')).toMatchObject([{ data: { final: true } }]);
  });

  it('fails the debate when too few agents state a position', () => {
    const debate = given();
    debate.start();
    debate.complete('r0.propose.a1', propose('a'));
    debate.fail('r0.propose.a2', 1, 'refused');
    const events = debate.fail('r0.propose.a3', 1, 'refused');
    expectTypes(events, 'turn.failed', 'agreement.measured', 'debate.failed');
    expect(events.at(-1)).toMatchObject({ data: { stopReason: 'quorum-lost' } });
  });

  it('fails the debate, with no answer, when the judge fails', () => {
    const debate = given(settings({ rounds: 0 }));
    debate.speak(all('x'));
    debate.start();
    const events = debate.fail('r0.decide.j1', 1, 'refused');
    expect(events.at(-1)).toMatchObject({ type: 'debate.failed', data: { stopReason: 'rounds' } });
  });

  it('supersedes what a dead worker left running, and only that', () => {
    const debate = given();
    debate.start();
    debate.complete('r0.propose.a1', propose('a'));
    const events = debate.when({ type: 'supersede', reason: 'takeover' });
    expect(events).toMatchObject([{ data: { turn: 'r0.propose.a2' } }, { data: { turn: 'r0.propose.a3' } }]);
    expect(next(debate.state)).toMatchObject([{ attempt: 2 }, { attempt: 2 }]);
  });

  it('refuses the result of a superseded attempt and of a completed turn', () => {
    const debate = given();
    debate.start();
    debate.when({ type: 'supersede', reason: 'takeover' });
    const late = { text: '', outcome: propose('a'), usage: free, costUsd: 0 };
    const command = { type: 'complete', turn: 'r0.propose.a1', attempt: 1, ...late } as const;
    expect(debate.refuses(command)).toBe('not-running');
    debate.start();
    debate.complete('r0.propose.a1', propose('a'), 2);
    expect(debate.refuses({ ...command, attempt: 2 })).toBe('not-running');
  });

  it('refuses to start what is not due', () => {
    const debate = given();
    const reserved = { usd: 0, tokens: 0 };
    const turns = [{ turn: 'r1.revise.a1', attempt: 1, reserved }];
    expect(debate.refuses({ type: 'start', turns, keepBack: reserved })).toBe('not-due');
  });
});

describe('commands', () => {
  it('concludes with what there is', () => {
    const debate = given();
    debate.start();
    debate.complete('r0.propose.a1', propose('a'));
    expectTypes(debate.when({ type: 'conclude', by: 'someone' }), 'agreement.measured');
    expect(debate.due()).toEqual(['r0.decide.j1']);
    expect(debate.when({ type: 'conclude', by: 'someone' })).toEqual([]);
  });

  it('starts nothing while paused, and goes on after', () => {
    const debate = given();
    debate.when({ type: 'pause', by: 'someone' });
    expect(debate.when({ type: 'pause', by: 'someone' })).toEqual([]);
    expect(debate.due()).toEqual([]);
    debate.when({ type: 'resume', by: 'someone' });
    expect(debate.due()).toHaveLength(3);
  });

  it('ends at once when cancelled, and takes nothing after', () => {
    const debate = given();
    debate.start();
    debate.when({ type: 'cancel', by: 'someone' });
    expect(debate.when({ type: 'cancel', by: 'someone' })).toEqual([]);
    expect(debate.refuses({ type: 'pause', by: 'someone' })).toBe('ended');
  });

  it('ends at its deadline', () => {
    const debate = given();
    debate.start();
    debate.complete('r0.propose.a1', propose('a'));
    expectTypes(debate.when({ type: 'expire', what: 'decide' }), 'agreement.measured');
    expectTypes(debate.when({ type: 'expire', what: 'end' }), 'debate.failed');
  });
});

describe('the budget', () => {
  const reserve = (usd: number) => ({ usd, tokens: 100 });
  const turns = ['a1', 'a2', 'a3'].map((agent) => ({
    turn: `r0.propose.${agent}`,
    attempt: 1,
    reserved: reserve(1),
  }));

  it('starts nothing that could pass the cap, with the decision kept back', () => {
    const debate = given(settings({ budget: { usd: 3.5 } }));
    const events = debate.when({ type: 'start', turns, keepBack: reserve(1) });
    expectTypes(events, 'agreement.measured', 'debate.failed');
    expect(events[0]).toMatchObject({ data: { stop: 'budget' } });
  });

  it('goes to the decision with what it has when the next phase is too dear', () => {
    const debate = given(settings({ budget: { tokens: 450 } }));
    debate.when({ type: 'start', turns, keepBack: reserve(1) });
    for (const agent of ['a1', 'a2', 'a3']) debate.complete(`r0.propose.${agent}`, propose('a'));
    const critiques = debate.due().map((turn) => ({ turn, attempt: 1, reserved: { usd: 0, tokens: 150 } }));
    debate.when({ type: 'start', turns: critiques, keepBack: reserve(1) });
    expect(debate.due()).toEqual(['r0.decide.j1'].map((turn) => turn.replace('r0', 'r1')));
  });

  it('tells at 80 and 95 percent, once each', () => {
    const debate = given(settings({ budget: { usd: 10 } }));
    debate.start();
    expectTypes(debate.complete('r0.propose.a1', propose('a'), 1, 8), 'turn.completed', 'budget.noticed');
    expectTypes(debate.complete('r0.propose.a2', propose('a'), 1, 1), 'turn.completed');
    const events = debate.complete('r0.propose.a3', propose('a'), 1, 0.6);
    expect(events[1]).toMatchObject({ type: 'budget.noticed', data: { share: 0.95 } });
  });
});

it('is given up, whatever it is at, when it has cost too many workers, and says how many', () => {
  const debate = given();
  debate.start();
  debate.when({ type: 'pause', by: 'a person' });
  expect(debate.when({ type: 'give-up', takeovers: 6 })).toEqual([
    {
      type: 'debate.failed',
      data: { stopReason: 'takeovers', message: expect.stringContaining('6 workers in a row were lost') },
    },
  ]);
  expect(debate.refuses({ type: 'give-up', takeovers: 7 })).toBe('ended');
});

it('gives the same state whether events are folded at once or one by one', () => {
  const debate = given();
  debate.speak(all('x'));
  debate.speak(critiques);
  expect(fold(debate.log)).toEqual(debate.state);
});

it('throws on a log that cannot be', () => {
  expect(() => fold([{ type: 'round.started', data: { round: 0 } }])).toThrow('before debate.created');
});
