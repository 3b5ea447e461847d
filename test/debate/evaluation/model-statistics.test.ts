import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../app/debate/core/events.ts';
import { measureModels, sumByModel } from '../../../app/debate/evaluation/model-statistics.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const options = ['Split', 'Keep'];

/** Three seats of two models: one changes its vote, one fails once, and one is outvoted. */
function decidedLog(): readonly StoredEvent[] {
  const seats = settings().panel.map((seat, index) => ({ ...seat, model: index < 2 ? 'one' : 'two' }));
  const judge = { ...settings().judge, model: 'judge' };
  const debate = createDebateDriver(settings({ panel: seats, judge, options, rounds: 1 }));
  debate.startDueTurns();
  debate.fail('r0.propose.a1');
  debate.complete('r0.propose.a2', proposal('Split it.', 'Split'));
  debate.complete('r0.propose.a3', proposal('Keep it.', 'Keep'));
  debate.startDueTurns();
  debate.complete('r0.propose.a1', proposal('Keep it.', 'Keep'), 2);
  const against = (id: string) =>
    Object.fromEntries(['a1', 'a2', 'a3'].filter((other) => other !== id).map((other) => [other, false]));
  debate.runPhase({ a1: critique(against('a1')), a2: critique(against('a2')), a3: critique(against('a3')) });
  const because = { changed: true, changedBecause: 'An error.' };
  debate.runPhase({
    a1: revision('Split it.', against('a1'), { choice: 'Split', ...because }),
    a2: revision('Split it.', against('a2'), { choice: 'Split' }),
    a3: revision('Keep it.', against('a3'), { choice: 'Keep' }),
  });
  debate.runPhase({ j1: judgement });
  // A second between two events.
  const startMs = Date.parse('2026-01-01T00:00:00.000Z');
  return toStoredEvents(debate.log).map((event, index) => ({
    ...event,
    at: new Date(startMs + index * 1000).toISOString(),
  }));
}

describe('the statistics of models', () => {
  const log = decidedLog();
  const [judge, one, two] = measureModels(log);

  it('count turns, failures, and what became of the positions', () => {
    expect(one).toMatchObject({ model: 'one', debates: 1, turns: 6, failures: 1 });
    expect(one).toMatchObject({ positions: 2, adopted: 2, changed: 1 });
    expect(two).toMatchObject({ model: 'two', debates: 1, turns: 3, failures: 0 });
    expect(two).toMatchObject({ positions: 1, adopted: 0, changed: 0 });
    expect(judge).toMatchObject({ model: 'judge', turns: 1, positions: 0, adopted: 0 });
  });

  it('have the seconds and the tokens of the calls', () => {
    const completed = log.flatMap((event) => (event.type === 'turn.completed' ? [event] : []));
    const tokens = completed.reduce((sum, { data }) => sum + data.usage.outputTokens, 0);
    const failed = log.flatMap((event) =>
      event.type === 'turn.failed' ? [event.data.usage.outputTokens] : [],
    );
    const total = [judge, one, two].reduce((sum, model) => sum + (model?.outputTokens ?? 0), 0);
    expect(total).toBe(tokens + failed.reduce((sum, some) => sum + some, 0));
    const decided = log.findIndex(({ data }) => 'turn' in data && data.turn === 'r1.decide.j1');
    const ended = log.findLastIndex(({ data }) => 'turn' in data && data.turn === 'r1.decide.j1');
    expect(judge?.seconds).toBe(ended - decided);
  });

  it('of several debates are added, and a debate that runs has none', () => {
    const [, total] = sumByModel([...measureModels(log), ...measureModels(log)]);
    expect(total).toMatchObject({
      model: 'one',
      debates: 2,
      turns: 12,
      positions: 4,
      adopted: 4,
      changed: 2,
    });
    expect(measureModels(log.slice(0, -1))).toEqual([]);
  });
});
