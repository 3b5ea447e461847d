import { describe, expect, it } from 'vitest';
import { buildView } from '../../../app/debate/views/debate.ts';
import { summarizeDebate } from '../../../app/debate/views/summary.ts';
import {
  createDebateDriver,
  expectTypes,
  groups,
  judgement,
  proposal,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const approve = { type: 'approve', by: 'a person' } as const;

function stopped() {
  const debate = createDebateDriver(settings({ approval: true, rounds: 0 }));
  debate.runPhase({ a1: proposal('One.'), a2: proposal('Two.'), a3: proposal('Three.') });
  return debate;
}

describe('a debate with approval', () => {
  it('stops before its decision, as paused', () => {
    const debate = stopped();
    expectTypes(debate.log.slice(-2), 'agreement.measured', 'approval.requested');
    expect(debate.dueTurns()).toEqual([]);
    expect(summarizeDebate(debate.state)).toMatchObject({ status: 'paused', phase: 'approve' });
    expect(buildView('d1', toStoredEvents(debate.log))).toMatchObject({
      status: 'paused',
      awaitsApproval: true,
    });
    expect(debate.expectRefusal({ type: 'resume', by: 'a person' })).toBe('approval-pending');
  });

  it('decides once it is approved; a repetition has no effect', () => {
    const debate = stopped();
    expectTypes(debate.execute(approve), 'decision.approved');
    expectTypes(debate.execute(approve));
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
    debate.startDueTurns();
    expectTypes(debate.complete('r0.decide.j1', judgement), 'turn.completed', 'debate.decided');
  });

  it('refuses an approval before it stops', () => {
    const debate = createDebateDriver(settings({ approval: true }));
    expect(debate.expectRefusal(approve)).toBe('approval-not-pending');
    expect(createDebateDriver().expectRefusal(approve)).toBe('approval-not-pending');
  });

  it('ends at its deadline without an answer, when nothing is approved', () => {
    const debate = stopped();
    const [failed] = debate.expire('end');
    expect(failed).toMatchObject({ type: 'debate.failed', data: { stopReason: 'deadline' } });
  });

  it('fails at its deadline although the votes of a closed question would decide it', () => {
    const debate = createDebateDriver(settings({ approval: true, rounds: 0, options: ['Yes', 'No'] }));
    const yes = proposal('Yes.', 'Yes');
    debate.runPhase({ a1: yes, a2: yes, a3: yes });
    const [failed] = debate.expire('end');
    expect(failed).toMatchObject({
      type: 'debate.failed',
      data: { message: 'The deadline passed before a person approved the decision.' },
    });
  });

  it('decides when it is approved although it was paused before it stopped', () => {
    const debate = createDebateDriver(settings({ approval: true, rounds: 0 }));
    debate.startDueTurns();
    debate.execute({ type: 'pause', by: 'a person' });
    for (const agent of ['a1', 'a2', 'a3']) debate.complete(`r0.propose.${agent}`, proposal('One.'));
    debate.execute(approve);
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
  });

  const comparing = () => {
    const debate = createDebateDriver(settings({ approval: true, preset: 'auto', rounds: 0 }));
    debate.runPhase({ a1: proposal('Split it.'), a2: proposal('Divide it.') });
    expect(debate.dueTurns()).toEqual(['r0.decide.c1']);
    return debate;
  };

  it('asks once, after its first answers were found to be the same', () => {
    const debate = comparing();
    expectTypes(debate.runPhase({ c1: groups(['a1', 'a2']) }), 'turn.completed', 'approval.requested');
    expectTypes(debate.execute({ type: 'conclude', by: 'a person' }));
    expectTypes(debate.expire('decide'));
    expectTypes(debate.execute(approve), 'decision.approved', 'debate.decided');
  });

  it('asks once, after its first answers were found to differ and all have debated', () => {
    const debate = comparing();
    expectTypes(debate.runPhase({ c1: groups(['a1'], ['a2']) }), 'turn.completed', 'debate.escalated');
    debate.runPhase({ a3: proposal('Wait.') });
    expectTypes(debate.execute(approve), 'decision.approved');
    debate.runPhase({ j1: judgement });
    expectTypes(debate.log.slice(-1), 'debate.decided');
    expect(debate.log.filter(({ type }) => type === 'approval.requested')).toHaveLength(1);
  });

  it('can be cancelled, and fails at once when it has no positions', () => {
    expectTypes(stopped().execute({ type: 'cancel', by: 'a person' }), 'debate.cancelled');
    const empty = createDebateDriver(settings({ approval: true }));
    expectTypes(empty.execute({ type: 'conclude', by: 'a person' }), 'agreement.measured', 'debate.failed');
  });
});
