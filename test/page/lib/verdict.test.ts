import { describe, expect, test } from 'vitest';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { buildView } from '../../../app/debate/views/debate.ts';
import { dissentLabel, forecastLabel } from '../../../app/page/lib/verdict.ts';
import {
  createDebateDriver,
  proposal,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';
import { openQuestionDebate } from '../../support/debates/sample-debates.ts';

test('dissentLabel names one or two agents and counts more', () => {
  const { record } = openQuestionDebate();
  const [dissent] = record.minority;
  const of = (agents: readonly string[]) =>
    dissentLabel({
      panel: record.panel,
      minority: agents.map((agent) => ({ ...(dissent ?? expect.unreachable()), agent })),
    });
  expect(of([])).toBe('none');
  expect(of(['a2'])).toBe('Bela');
  expect(of(['a2', 'a3'])).toBe('Bela and Cleo');
  expect(of(['a1', 'a2', 'a3'])).toBe('3 of 3 agents');
});

describe('forecastLabel', () => {
  const blind = { a1: proposal('Split it.'), a2: proposal('Split it soon.'), a3: proposal('Keep it.') };

  test('is unknown before the first phase has finished', () => {
    const { log, startDueTurns } = createDebateDriver(settings({ rounds: 1 }));
    startDueTurns();
    expect(forecastLabel(buildView('d1', toStoredEvents(log).map(toEnvelope)), Date.now())).toBeNull();
  });

  test('takes the finished phases as the measure of those to come', () => {
    const { log, runPhase, startDueTurns } = createDebateDriver(settings({ rounds: 1 }));
    runPhase(blind);
    startDueTurns();
    const view = buildView('d1', toStoredEvents(log).map(toEnvelope));
    const startMs = Date.parse('2026-06-01T10:00:00Z');
    const at = (seconds: number) => new Date(startMs + seconds * 1000).toISOString();
    const turns = view.turns.map((turn) =>
      turn.phase === 'propose'
        ? { ...turn, startedAt: at(0), endedAt: at(60) }
        : { ...turn, startedAt: at(60) },
    );
    // One minute of this phase, and two phases to come.
    expect(forecastLabel({ ...view, turns }, startMs + 60_000)).toBe('about 3 min left');
    expect(forecastLabel({ ...view, turns }, startMs + 600_000)).toBe('about 2 min left');
  });
});
