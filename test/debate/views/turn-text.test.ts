import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTurnTextTracker } from '../../../app/debate/views/turn-text.ts';
import { turnCompleted, turnFailed, turnStarted, turnSuperseded } from '../../support/debates/events.ts';

const turn = 'r0.propose.a1';

function trackTurn(attempt = 1) {
  const tracker = createTurnTextTracker();
  tracker.apply(turnStarted(turn, attempt));
  return tracker;
}

describe('the turn text tracker', () => {
  it('holds a prefix of the text when deltas are lost, repeated or reordered', () => {
    const fullText = 'All happy debates are alike; 😀 every unhappy debate is unhappy in its own way.';
    const chunk = fc.tuple(fc.nat(fullText.length), fc.nat(20), fc.boolean());
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const tracker = trackTurn();
        let received = '';
        for (const [from, length, whole] of chunks) {
          const text = fullText.slice(whole ? 0 : from, from + length);
          const update = whole
            ? tracker.applySnapshot({ turn, attempt: 1, text })
            : tracker.applyDelta({ turn, attempt: 1, offset: from, text });
          if (update !== 'missed' && update !== null) {
            expect(update.offset).toBe(received.length);
            received += update.text;
          }
          if (update === 'missed') expect(from).toBeGreaterThan(received.length);
          else expect(from + length > received.length && received.length < fullText.length).toBe(false);
          expect(fullText.startsWith(received)).toBe(true);
          expect(tracker.snapshots()).toEqual(received ? [{ turn, attempt: 1, text: received }] : []);
        }
      }),
    );
  });

  it.each([turnCompleted(turn), turnFailed(turn), turnSuperseded(turn)])(
    'drops the text of a turn on %o',
    (end) => {
      const tracker = trackTurn();
      tracker.apply(end);
      expect(tracker.turnStatus({ turn, attempt: 1 })).toBe('finished');
      expect(tracker.applyDelta({ turn, attempt: 1, offset: 0, text: 'late' })).toBeNull();
      expect(tracker.snapshots()).toEqual([]);
      expect(tracker.hasRunningTurns()).toBe(false);
    },
  );

  it('accepts deltas only of the running attempt', () => {
    const tracker = trackTurn(2);
    expect(tracker.applyDelta({ turn, attempt: 1, offset: 0, text: 'from a fenced worker' })).toBeNull();
    expect(tracker.turnStatus({ turn, attempt: 1 })).toBe('finished');
    expect(tracker.turnStatus({ turn, attempt: 3 })).toBe('unknown');
    expect(tracker.turnStatus({ turn: 'another', attempt: 1 })).toBe('unknown');
    expect(tracker.applyDelta({ turn, attempt: 3, offset: 0, text: 'too early' })).toBeNull();
    expect(tracker.snapshots()).toEqual([]);
  });
});
