import { describe, expect, it } from 'vitest';
import { dueTurns } from '../../../app/debate/core/due-turns.ts';
import type { Envelope } from '../../../app/debate/core/frames.ts';
import { buildTurnContext } from '../../../app/debate/prompting/build-turn-context.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { applyFrame, buildView, emptyView } from '../../../app/debate/views/debate.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  position,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const none = { a1: { a2: false, a3: false }, a2: { a1: false, a3: false }, a3: { a1: false, a2: false } };
const mixed = { a1: { a2: true, a3: false }, a2: { a1: true, a3: false }, a3: { a1: false, a2: false } };

/** Three agents, one of whom dissents to the end, one round, a judge. */
function openDebate() {
  const evidence = [{ id: 'E1', name: 'notes.md', mediaType: 'text/markdown', characters: 9, hash: 'x' }];
  const debate = createDebateDriver(settings({ rounds: 1, evidence }));
  const cited = { ...position('a'), citations: [{ evidence: 'E1', quote: 'so it is', found: true }] };
  debate.runPhase({ a1: { phase: 'propose', position: cited }, a2: proposal('b'), a3: proposal('c') });
  debate.runPhase({ a1: critique(none.a1), a2: critique(none.a2), a3: critique(none.a3) });
  const changed = { changed: true, changedBecause: 'E1 shows it' };
  debate.runPhase({
    a1: revision('a', mixed.a1),
    a2: revision('a too', mixed.a2, changed),
    a3: revision('c', mixed.a3),
  });
  debate.runPhase({ j1: judgement });
  return debate;
}

describe('the record', () => {
  it('is null until the debate has ended', () => {
    expect(buildRecord(toStoredEvents(createDebateDriver().log))).toBeNull();
  });

  it('contains answer, agreement, dissent, flips, evidence, baseline and cost', () => {
    const record = buildRecord(toStoredEvents(openDebate().log));
    expect(record).toMatchObject({
      outcome: 'decided',
      stopReason: 'rounds',
      answer: 'Split the payments part first.',
      method: 'judge',
      agreement: { score: 2 / 3, groups: [['a1', 'a2'], ['a3']], note: 'agreement, not correctness' },
      minority: [{ agent: 'a3', points: [{ point: 'Unsupported.', against: ['a1', 'a2'] }] }],
      flips: [{ agent: 'a2', round: 1, from: 'b', to: 'a too', because: 'E1 shows it' }],
      evidence: [{ id: 'E1', citations: [{ quote: 'so it is', found: true, by: ['a1'] }] }],
      baseline: { changed: true },
      cost: { tokens: 150 },
      degraded: [],
    });
  });

  it('compares a closed vote with the blind round', () => {
    const debate = createDebateDriver(settings({ options: ['yes', 'no'], rounds: 0 }));
    debate.runPhase({ a1: proposal('a', 'yes'), a2: proposal('b', 'yes'), a3: proposal('c', 'no') });
    debate.runPhase({ j1: judgement });
    expect(buildRecord(toStoredEvents(debate.log))).toMatchObject({
      choice: 'yes',
      baseline: { choices: ['yes'], effect: 'same', changed: false },
      minority: [{ agent: 'a3' }],
    });
  });

  it('has no answer for a cancelled debate and lists failed attempts', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    debate.fail('r0.propose.a1', 1, 'refused');
    debate.execute({ type: 'cancel', by: 'someone' });
    expect(buildRecord(toStoredEvents(debate.log))).toMatchObject({
      outcome: 'cancelled',
      answer: null,
      agreement: null,
      degraded: ['r0.propose.a1 refused to answer in attempt 1 and was left out: no'],
    });
  });
});

describe('the view', () => {
  const log = toStoredEvents(openDebate().log) as readonly Envelope[];

  it('is the same when frames arrive once, twice, or with deltas in between', () => {
    const once = buildView('d1', log);
    let view = emptyView('d1');
    for (const event of log) {
      view = applyFrame(applyFrame(view, event), event);
      if (event.type !== 'turn.started') continue;
      const { turn, attempt } = event.data;
      for (const offset of [0, 0, 3]) {
        const data = { turn, attempt, offset, text: 'abcdef'.slice(offset) };
        view = applyFrame(view, { debate: 'd1', type: 'turn.delta', data });
      }
    }
    expect(view).toEqual(once);
    expect(once).toMatchObject({ status: 'decided', stop: 'rounds', seq: log.length });
  });

  it('ignores text after a gap until a snapshot fills it', () => {
    const started = log.findIndex((event) => event.type === 'turn.started') + 1;
    let view = buildView('d1', log.slice(0, started));
    const applyText = (offset: number, text: string) => {
      const data = { turn: 'r0.propose.a1', attempt: 1, offset, text };
      view = applyFrame(view, { debate: 'd1', type: 'turn.delta', data });
    };
    applyText(0, 'abc');
    applyText(9, 'late');
    expect(view.turns[0]?.text).toBe('abc');
    const data = { turn: 'r0.propose.a1', attempt: 1, text: 'abcdefghi' };
    view = applyFrame(view, { debate: 'd1', type: 'turn.snapshot', data });
    applyText(7, 'hij');
    expect(view.turns[0]?.text).toBe('abcdefghij');
  });

  it('keeps the text of a superseded attempt separate from the new one', () => {
    const debate = createDebateDriver();
    debate.startDueTurns();
    const before = toStoredEvents(debate.log).length;
    debate.execute({ type: 'supersede', reason: 'takeover' });
    debate.startDueTurns();
    const events = toStoredEvents(debate.log) as readonly Envelope[];
    let view = buildView('d1', events.slice(0, before));
    const data = { turn: 'r0.propose.a1', attempt: 1, offset: 0, text: 'half' };
    view = applyFrame(view, { debate: 'd1', type: 'turn.delta', data });
    view = events.slice(before).reduce(applyFrame, view);
    expect(view.turns[0]).toMatchObject({
      attempt: 2,
      status: 'speaking',
      text: '',
      earlierAttempts: [{ text: 'half' }],
    });
  });
});

describe('buildTurnContext', () => {
  const debate = createDebateDriver();
  debate.runPhase({ a1: proposal('a'), a2: proposal('b'), a3: proposal('c') });
  const state = debate.state;
  if (state.phase === 'none' || state.phase === 'ended') throw new Error('not ongoing');
  const briefs = dueTurns(state).map((due) => buildTurnContext(state, due, []));

  it('labels peers in an order that depends only on the seed and the turn', () => {
    expect(
      briefs.map((brief) => (brief.phase === 'critique' ? brief.peers.map((peer) => peer.label) : [])),
    ).toEqual([
      ['A', 'B'],
      ['A', 'B'],
      ['A', 'B'],
    ]);
    expect(dueTurns(state).map((due) => buildTurnContext(state, due, []))).toEqual(briefs);
    const orders = new Set(
      Array.from({ length: 20 }, (_, seed) => {
        const course = { ...state, settings: settings({ seed }) };
        const [due] = dueTurns(course);
        const brief = due && buildTurnContext(course, due, []);
        return brief?.phase === 'critique' ? brief.peers.map((peer) => peer.agent).join() : '';
      }),
    );
    expect(orders).toEqual(new Set(['a2,a3', 'a3,a2']));
  });
});
