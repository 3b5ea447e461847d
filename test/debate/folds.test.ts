import { describe, expect, it } from 'vitest';
import { briefFor } from '../../app/debate/briefs.ts';
import type { Envelope } from '../../app/debate/frames.ts';
import { next } from '../../app/debate/next.ts';
import { recordOf } from '../../app/debate/record.ts';
import { applyFrame, emptyView, viewOf } from '../../app/debate/view.ts';
import {
  critique,
  given,
  judgement,
  position,
  propose,
  revise,
  settings,
  stored,
} from '../support/debate.ts';

const mixed = { a1: { a2: true, a3: false }, a2: { a1: true, a3: false }, a3: { a1: false, a2: false } };

/** Three agents, one of whom dissents to the end, one round, a judge. */
function openDebate() {
  const evidence = [{ id: 'E1', name: 'notes.md', mediaType: 'text/markdown', characters: 9, hash: 'x' }];
  const debate = given(settings({ rounds: 1, evidence }));
  const cited = { ...position('a'), citations: [{ evidence: 'E1', quote: 'so it is', found: true }] };
  debate.speak({ a1: { phase: 'propose', position: cited }, a2: propose('b'), a3: propose('c') });
  debate.speak({ a1: critique(mixed.a1), a2: critique(mixed.a2), a3: critique(mixed.a3) });
  const changed = { changed: true, changedBecause: 'E1 shows it' };
  debate.speak({
    a1: revise('a', mixed.a1),
    a2: revise('a too', mixed.a2, changed),
    a3: revise('c', mixed.a3),
  });
  debate.speak({ j1: judgement });
  return debate;
}

describe('the record', () => {
  it('is null until the debate has ended', () => {
    expect(recordOf(stored(given().log))).toBeNull();
  });

  it('says answer, agreement, dissent, flips, evidence, baseline and cost', () => {
    const record = recordOf(stored(openDebate().log));
    expect(record).toMatchObject({
      outcome: 'decided',
      stopReason: 'rounds',
      answer: 'Split the payments part first.',
      method: 'judge',
      agreement: { score: 2 / 6, note: 'agreement, not correctness' },
      minority: [{ agent: 'a3', points: ['Unsupported.', 'Unsupported.'] }],
      flips: [{ agent: 'a2', round: 1, from: 'b', to: 'a too', because: 'E1 shows it' }],
      evidence: [{ id: 'E1', citations: [{ quote: 'so it is', found: true, by: ['a1'] }] }],
      baseline: { changed: true },
      cost: { tokens: 150 },
      degraded: [],
    });
  });

  it('compares a closed vote with the blind round', () => {
    const debate = given(settings({ options: ['yes', 'no'], rounds: 0 }));
    debate.speak({ a1: propose('a', 'yes'), a2: propose('b', 'yes'), a3: propose('c', 'no') });
    expect(recordOf(stored(debate.log))).toMatchObject({
      choice: 'yes',
      baseline: { choices: ['yes'], changed: false },
      minority: [{ agent: 'a3' }],
    });
  });

  it('has no answer for a cancelled debate, and says what failed', () => {
    const debate = given();
    debate.start();
    debate.fail('r0.propose.a1', 1, 'refused');
    debate.when({ type: 'cancel', by: 'someone' });
    expect(recordOf(stored(debate.log))).toMatchObject({
      outcome: 'cancelled',
      answer: null,
      agreement: null,
      degraded: ['r0.propose.a1 refused to answer in attempt 1 and was left out'],
    });
  });
});

describe('the view', () => {
  const log = stored(openDebate().log) as readonly Envelope[];

  it('is the same whether frames come once, twice, or with text in between', () => {
    const once = viewOf('d1', log);
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

  it('never shows text after a gap, and takes a snapshot to fill it', () => {
    const started = log.findIndex((event) => event.type === 'turn.started') + 1;
    let view = viewOf('d1', log.slice(0, started));
    const say = (offset: number, text: string) => {
      const data = { turn: 'r0.propose.a1', attempt: 1, offset, text };
      view = applyFrame(view, { debate: 'd1', type: 'turn.delta', data });
    };
    say(0, 'abc');
    say(9, 'late');
    expect(view.turns[0]?.text).toBe('abc');
    const data = { turn: 'r0.propose.a1', attempt: 1, text: 'abcdefghi' };
    view = applyFrame(view, { debate: 'd1', type: 'turn.snapshot', data });
    say(7, 'hij');
    expect(view.turns[0]?.text).toBe('abcdefghij');
  });

  it('keeps what a superseded attempt had said apart from the new one', () => {
    const debate = given();
    debate.start();
    const before = stored(debate.log).length;
    debate.when({ type: 'supersede', reason: 'takeover' });
    debate.start();
    const events = stored(debate.log) as readonly Envelope[];
    let view = viewOf('d1', events.slice(0, before));
    const data = { turn: 'r0.propose.a1', attempt: 1, offset: 0, text: 'half' };
    view = applyFrame(view, { debate: 'd1', type: 'turn.delta', data });
    view = events.slice(before).reduce(applyFrame, view);
    expect(view.turns[0]).toMatchObject({
      attempt: 2,
      status: 'speaking',
      text: '',
      earlier: [{ text: 'half' }],
    });
  });
});

describe('briefs', () => {
  const debate = given();
  debate.speak({ a1: propose('a'), a2: propose('b'), a3: propose('c') });
  const state = debate.state;
  if (state.phase === 'none') throw new Error('not started');
  const briefs = next(state).map((due) => briefFor(state, due, []));

  it('show peers under labels, shuffled anew for every turn, and the same on every run', () => {
    expect(
      briefs.map((brief) => (brief.phase === 'critique' ? brief.peers.map((peer) => peer.label) : [])),
    ).toEqual([
      ['A', 'B'],
      ['A', 'B'],
      ['A', 'B'],
    ]);
    expect(next(state).map((due) => briefFor(state, due, []))).toEqual(briefs);
    const orders = new Set(
      Array.from({ length: 20 }, (_, seed) => {
        const course = { ...state, settings: settings({ seed }) };
        const [due] = next(course);
        const brief = due && briefFor(course, due, []);
        return brief?.phase === 'critique' ? brief.peers.map((peer) => peer.agent).join() : '';
      }),
    );
    expect(orders).toEqual(new Set(['a2,a3', 'a3,a2']));
  });
});
