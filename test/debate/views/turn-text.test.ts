import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurnTextTracker } from '../../../app/debate/views/turn-text.ts';
import { turnCompleted, turnFailed, turnStarted, turnSuperseded } from '../../support/debates/events.ts';

const turn = 'r0.propose.a1';

function heardOf(attempt = 1) {
  const spoken = createTurnTextTracker();
  spoken.apply(turnStarted(turn, attempt));
  return spoken;
}

describe('what a reader has heard of a turn', () => {
  it('is always a beginning of what was said, whatever was lost, repeated or mixed up on the way', () => {
    const said = 'All happy debates are alike; 😀 every unhappy debate is unhappy in its own way.';
    const piece = fc.tuple(fc.nat(said.length), fc.nat(20), fc.boolean());
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const spoken = heardOf();
        let told = '';
        for (const [from, length, whole] of pieces) {
          const text = said.slice(whole ? 0 : from, from + length);
          const heard = whole
            ? spoken.applySnapshot({ turn, attempt: 1, text })
            : spoken.applyDelta({ turn, attempt: 1, offset: from, text });
          if (heard !== 'missed' && heard !== null) {
            expect(heard.offset).toBe(told.length);
            told += heard.text;
          }
          if (heard === 'missed') expect(from).toBeGreaterThan(told.length);
          else expect(from + length > told.length && told.length < said.length).toBe(false);
          expect(said.startsWith(told)).toBe(true);
          expect(spoken.snapshots()).toEqual(told ? [{ turn, attempt: 1, text: told }] : []);
        }
      }),
    );
  });

  it.each([turnCompleted(turn), turnFailed(turn), turnSuperseded(turn)])('ends with %o', (end) => {
    const spoken = heardOf();
    spoken.apply(end);
    expect(spoken.turnStatus({ turn, attempt: 1 })).toBe('finished');
    expect(spoken.applyDelta({ turn, attempt: 1, offset: 0, text: 'late' })).toBeNull();
    expect(spoken.snapshots()).toEqual([]);
    expect(spoken.hasRunningTurns()).toBe(false);
  });

  it('is only of the attempt that runs', () => {
    const spoken = heardOf(2);
    expect(
      spoken.applyDelta({ turn, attempt: 1, offset: 0, text: 'a worker that does not know it is dead' }),
    ).toBeNull();
    expect(spoken.turnStatus({ turn, attempt: 1 })).toBe('finished');
    expect(spoken.turnStatus({ turn, attempt: 3 })).toBe('unknown');
    expect(spoken.turnStatus({ turn: 'another', attempt: 1 })).toBe('unknown');
    expect(spoken.applyDelta({ turn, attempt: 3, offset: 0, text: 'too early' })).toBeNull();
    expect(spoken.snapshots()).toEqual([]);
  });
});
