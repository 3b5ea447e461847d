import { describe, expect, it } from 'vitest';
import { foldEvents } from '../../../app/debate/core/evolve.ts';
import { findTurn } from '../../../app/debate/core/state.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  settings,
} from '../../support/debates/debate-driver.ts';

const conclude = { type: 'conclude', by: 'a person' } as const;

/** Two agents have answered, and the third still speaks. */
function startedDebate() {
  const debate = createDebateDriver(settings({ options: ['yes', 'no'] }));
  debate.startDueTurns();
  debate.complete('r0.propose.a1', proposal('For.', 'yes'));
  debate.complete('r0.propose.a2', proposal('Against.', 'no'));
  return debate;
}

const statusOf = (debate: ReturnType<typeof startedDebate>, id: string) =>
  debate.state.phase === 'none' ? null : findTurn(debate.state, id)?.status;

describe('concluding a debate', () => {
  it('lets a running turn end, and counts it', () => {
    const debate = startedDebate();
    debate.execute(conclude);
    expect(statusOf(debate, 'r0.propose.a3')).toBe('running');
    expect(debate.dueTurns()).toEqual([]);
    debate.complete('r0.propose.a3', proposal('For.', 'yes'));
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
    expect(debate.runPhase({ j1: judgement }).at(-1)).toMatchObject({
      type: 'debate.decided',
      data: { stopReason: 'concluded', verdict: { choice: 'yes', votes: { yes: 2, no: 1 } } },
    });
  });

  it('decides at once when no turn runs', () => {
    const debate = createDebateDriver();
    const claims = { a1: proposal('a'), a2: proposal('b'), a3: proposal('c') };
    debate.runPhase(claims);
    debate.execute(conclude);
    expect(debate.dueTurns()).toEqual(['r1.decide.j1']);
  });

  it('does not wait after a second command', () => {
    const debate = startedDebate();
    debate.execute(conclude);
    debate.execute(conclude);
    expect(statusOf(debate, 'r0.propose.a3')).toBe('cancelling');
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
  });

  it('does not wait past the time that is reserved for the decision', () => {
    const debate = startedDebate();
    debate.execute(conclude);
    debate.expire('decide');
    expect(statusOf(debate, 'r0.propose.a3')).toBe('cancelling');
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
  });

  it('gives up a turn that fails meanwhile or whose worker is lost', () => {
    const failed = startedDebate();
    failed.execute(conclude);
    failed.fail('r0.propose.a3');
    expect(failed.dueTurns()).toEqual(['r0.decide.j1']);
    const lost = startedDebate();
    lost.execute(conclude);
    lost.execute({ type: 'supersede', reason: 'its worker was lost' });
    expect(lost.dueTurns()).toEqual(['r0.decide.j1']);
  });

  it('gives the same state when the log is read again', () => {
    const debate = createDebateDriver();
    debate.runPhase({ a1: proposal('a'), a2: proposal('b'), a3: proposal('c') });
    debate.startDueTurns();
    debate.complete('r1.critique.a1', critique({ a2: true, a3: false }));
    debate.execute(conclude);
    expect(foldEvents(debate.log)).toEqual(debate.state);
  });
});

it.each(['decide', 'end'] as const)('does not %s at a deadline that a person has just moved', (deadline) => {
  const debate = createDebateDriver(settings({ createdAt: '2026-01-01T00:00:00.000Z' }));
  const { decideAt, deadlineAt } = settings();
  const dueAt = deadline === 'decide' ? decideAt : deadlineAt;
  debate.execute({ type: 'extend', by: 'someone', deadlineSeconds: 3600 });
  expect(debate.expectRefusal({ type: 'expire', deadline, dueAt })).toBe('not-due');
});
