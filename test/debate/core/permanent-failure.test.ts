import { expect, it } from 'vitest';
import { createDebateDriver, settings, tokenUsage } from '../../support/debates/debate-driver.ts';

it('does not retry a failure that its call found permanent, except with a fallback', () => {
  const panel = settings().panel.map((seat) => (seat.id === 'a1' ? { ...seat, fallback: 'other' } : seat));
  const debate = createDebateDriver(settings({ panel }));
  debate.startDueTurns();
  const failure = {
    type: 'fail' as const,
    attempt: 1,
    reason: 'rate-limited' as const,
    message: 'too late',
    permanent: true as const,
    usage: tokenUsage,
    costUsd: 0,
  };
  const final = (turn: string) => debate.execute({ ...failure, turn });
  expect(final('r0.propose.a1')).toMatchObject([{ data: { final: false } }]);
  expect(final('r0.propose.a2')).toMatchObject([{ data: { final: true } }]);
});
