import { describe, expect, it } from 'vitest';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { DebateSettings, TurnOutcome } from '../../../app/debate/core/events.ts';
import { measureOpenDebate } from '../../../app/debate/evaluation/open-questions.ts';
import { buildTurnContext } from '../../../app/debate/prompting/build-turn-context.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const none = { a1: { a2: false, a3: false }, a2: { a1: false, a3: false }, a3: { a1: false, a2: false } };

/** All three move to the claim of the first in the only round. */
function debateBeforeDecision(changes: Partial<DebateSettings> = {}) {
  const debate = createDebateDriver(settings({ rounds: 1, baseline: 'separate', ...changes }));
  debate.runPhase({ a1: proposal('Split it.'), a2: proposal('Keep it.'), a3: proposal('Wait.') });
  debate.runPhase({ a1: critique(none.a1), a2: critique(none.a2), a3: critique(none.a3) });
  const changed = { changed: true, changedBecause: 'E1' };
  debate.runPhase({
    a1: revision('Split it.', none.a1),
    a2: revision('Split it.', none.a2, changed),
    a3: revision('Split it.', none.a3, changed),
  });
  return debate;
}

const answer = (text: string, adopts: readonly string[]): TurnOutcome => ({
  ...judgement,
  phase: 'decide',
  matrix: { consensus: [], contradictions: [], partialCoverage: [], uniqueInsights: [], blindSpots: [] },
  citations: [],
  answer: text,
  comparison: { groups: null, adopts, rejects: [], moved: null },
});

describe('a separate baseline', () => {
  it('is one more call next to the judge, which sees only the blind answers', () => {
    const debate = debateBeforeDecision();
    expect(debate.dueTurns()).toEqual(['r1.decide.j1', 'r1.decide.b1']);
    const { state } = debate;
    if (state.phase === 'none' || state.phase === 'ended') throw new Error('the debate is not ongoing');
    const [, due] = dueTurns(state);
    if (!due) throw new Error('no second turn is due');
    const context = buildTurnContext(state, due, []);
    if (context.phase !== 'decide') throw new Error('not a decision');
    const claims = context.peers.flatMap(({ positions }) => positions.map(({ claim }) => claim));
    expect(claims.sort()).toEqual(['Keep it.', 'Split it.', 'Wait.']);
    expect(context).toMatchObject({ remarks: [], agreed: false });
  });

  it('stands in the record with its effect, its cost and its source', () => {
    const debate = debateBeforeDecision();
    debate.runPhase({ j1: answer('Split it.', ['a1', 'a2', 'a3']), b1: answer('Keep it.', ['a2']) });
    const log = toStoredEvents(debate.log);
    const record = buildRecord(log);
    expect(record?.baseline).toMatchObject({ answer: 'Keep it.', effect: 'changed', source: 'separate' });
    expect(measureOpenDebate(log)).toMatchObject({ answer: 'Split it.', baseline: 'Keep it.' });
    expect(record?.cost.byAgent.map(({ agent }) => agent)).toContain('b1');
  });

  it('is left out when its call fails', () => {
    const debate = debateBeforeDecision();
    debate.startDueTurns();
    debate.complete('r1.decide.j1', answer('Split it.', ['a1']));
    debate.fail('r1.decide.b1', 1, 'refused');
    expect(buildRecord(toStoredEvents(debate.log))).toMatchObject({
      outcome: 'decided',
      baseline: { answer: null, source: null },
    });
  });

  it('is not needed for an answer that most of the blind answers share', () => {
    const debate = createDebateDriver(settings({ rounds: 1 }));
    debate.runPhase({ a1: proposal('Split it.'), a2: proposal('Split it!'), a3: proposal('Wait.') });
    debate.runPhase({ a1: critique(none.a1), a2: critique(none.a2), a3: critique(none.a3) });
    debate.runPhase({
      a1: revision('Split it.', none.a1),
      a2: revision('Split it!', none.a2),
      a3: revision('Wait.', none.a3),
    });
    debate.runPhase({ j1: answer('Wait.', ['a3']) });
    const record = buildRecord(toStoredEvents(debate.log));
    expect(record?.baseline).toMatchObject({ answer: 'Split it.', source: 'group', effect: 'changed' });
    expect(record?.againstMajority).toBe(true);
  });

  it('is not paid for when there was no debate', () => {
    const debate = createDebateDriver(settings({ rounds: 0, baseline: 'separate' }));
    debate.runPhase({ a1: proposal('Split it.'), a2: proposal('Keep it.'), a3: proposal('Wait.') });
    expect(debate.dueTurns()).toEqual(['r0.decide.j1']);
  });
});
