import { describe, expect, it } from 'vitest';
import { recordLines } from '../../../app/cli/output/record.ts';
import { createStyle } from '../../../app/cli/output/style.ts';
import type { DebateSettings, TurnOutcome } from '../../../app/debate/core/events.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { describeMethod } from '../../../app/debate/views/decision-method.ts';
import { createNameLookup } from '../../../app/debate/views/labels.ts';
import { outcomeNotes } from '../../../app/debate/views/record-text.ts';
import { buildReport } from '../../../app/http/records/report/build-report.ts';
import { renderMarkdown } from '../../../app/http/records/report/markdown.ts';
import { neutralFormats } from '../../../app/shared/formats.ts';
import {
  createDebateDriver,
  critique,
  judgement,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';
import { testSigner } from '../../support/debates/sample-debates.ts';

const options = ['Split it', 'Keep it'];

type Driver = ReturnType<typeof createDebateDriver>;

/** The record of a debate that `run` has brought to its end, and its texts. */
function runDebate(changes: Partial<DebateSettings>, run: (debate: Driver) => void) {
  const debate = createDebateDriver(settings({ attemptsMax: 1, ...changes }));
  run(debate);
  const record = buildRecord(toStoredEvents(debate.log));
  if (!record) throw new Error('the debate has not ended');
  const signed = testSigner.sign(record);
  const nameOf = createNameLookup([...record.panel, record.judge, ...record.jury]);
  return {
    record,
    notes: outcomeNotes(record, nameOf, neutralFormats),
    method: describeMethod(record, nameOf),
    report: renderMarkdown(buildReport(signed)),
    terminal: recordLines(signed, 100, createStyle(false, neutralFormats)).join('\n'),
  };
}

const vote = (debate: Driver, a1: string, a2: string, a3: string, a4?: string) =>
  debate.runPhase({
    a1: proposal('One.', a1),
    a2: proposal('Two.', a2),
    a3: proposal('Three.', a3),
    ...(a4 !== undefined && { a4: proposal('Four.', a4) }),
  });

const rank = (points: Readonly<Record<string, number>>): TurnOutcome => ({
  phase: 'critique',
  stances: Object.entries(points).map(([agent, given]) => ({
    agent,
    agrees: false,
    point: 'A point.',
    points: given,
  })),
});

const [split = '', keep = ''] = options;

describe('a tie', () => {
  it('of the votes of all rounds is named as such, although the final vote has a winner', () => {
    const { record, notes } = runDebate(
      { options, decider: 'trajectory', rounds: 1, quorum: 1 },
      (debate) => {
        const peers = { a1: { a2: false }, a2: { a1: false } };
        debate.startDueTurns();
        debate.complete('r0.propose.a1', proposal('One.', split));
        debate.complete('r0.propose.a2', proposal('Two.', keep));
        debate.fail('r0.propose.a3');
        debate.runPhase({ a1: critique(peers.a1), a2: critique(peers.a2) });
        debate.runPhase({ a1: revision('One.', peers.a1, { choice: split }) });
        debate.complete('r1.revise.a2', revision('Two.', peers.a2, { choice: keep }));
        debate.runPhase({ j1: judgement });
      },
    );
    expect(record).toMatchObject({ tied: true, method: 'trajectory' });
    expect(notes[0]).toBe(
      'No option won: “Split it” and “Keep it” tied in the votes of the panel in all rounds.',
    );
  });

  it('of the votes weighted by the ranking names the options that it leaves level', () => {
    const { record, notes } = runDebate({ preset: 'council', options: [...options, 'Wait'] }, (debate) => {
      vote(debate, split, split, keep, 'Wait');
      debate.runPhase({
        a1: rank({ a2: 0, a3: 30, a4: 10 }),
        a2: rank({ a1: 0, a3: 30, a4: 10 }),
        a3: rank({ a1: 5, a2: 5, a4: 0 }),
        a4: rank({ a1: 5, a2: 5, a3: 5 }),
      });
      debate.runPhase({ j1: judgement });
    });
    expect(record).toMatchObject({ tied: true, method: 'ranking', votes: { 'Split it': 2, 'Keep it': 1 } });
    expect(notes[0]).toBe(
      'No option won: “Split it” and “Keep it” tied in the final vote of the panel, ' +
        'weighted by its ranking of the answers.',
    );
  });
});

describe('a jury', () => {
  const run = (judges: (debate: Driver) => void, given?: readonly string[]) =>
    runDebate({ decider: 'jury', rounds: 0, ...(given && { options: given }) }, (debate) => {
      vote(debate, split, split, keep);
      debate.startDueTurns();
      judges(debate);
    });
  const adopting = (...adopts: readonly string[]): TurnOutcome => ({
    ...judgement,
    comparison: { groups: null, adopts, rejects: [], moved: null },
  });

  it('of which one judge is left says so, and that no seat of the panel took a place', () => {
    const { notes, method } = run((debate) => {
      debate.fail('r0.decide.j1');
      debate.fail('r0.decide.j3');
      debate.complete('r0.decide.j2', adopting('a1'));
    });
    expect(notes).toEqual(['Only 1 of 3 judges replied.']);
    expect(method).toBe('a jury of 1, for which Judge 2 wrote the answer');
  });

  it('of which none is left names the seat of the panel that took its place', () => {
    const { notes } = run((debate) => {
      for (const seat of ['j1', 'j2', 'j3']) debate.fail(`r0.decide.${seat}`);
      debate.runPhase({ a1: adopting('a1') });
    });
    expect(notes).toContain('All judges failed: Ada, a member of the panel, decided instead.');
  });

  it('has the decision of each of its judges in the report and in the terminal', () => {
    const closed = run((debate) => {
      for (const [index, seat] of ['j1', 'j2', 'j3'].entries())
        debate.complete(`r0.decide.${seat}`, { ...judgement, choice: index === 0 ? keep : split });
    }, options);
    expect(closed.report).toContain('## Judges of the jury\n\n- **Judge**: Keep it\n- **Judge 2**: Split it');
    expect(closed.terminal).toContain('Judges of the jury\n  - Judge: Keep it\n  - Judge 2: Split it');
    const open = run((debate) => {
      debate.complete('r0.decide.j1', adopting('a1', 'a2'));
      debate.complete('r0.decide.j2', adopting());
      debate.complete('r0.decide.j3', judgement);
    });
    expect(open.terminal).toContain('Judge: adopts the position of Ada and Bela');
    expect(open.terminal).toContain('Judge 2: adopts no position');
    expect(open.terminal).toContain('Judge 3: did not say whose position it adopts');
  });
});

it('a ranking is in the report and in the terminal, best answer first', () => {
  const { report, terminal } = runDebate({ preset: 'council' }, (debate) => {
    vote(debate, split, split, keep, keep);
    const points = { a1: 9, a2: 20, a3: 30, a4: 1 };
    for (const agent of ['a1', 'a2', 'a3', 'a4'] as const) {
      const { [agent]: _, ...others } = points;
      if (agent === 'a1') debate.startDueTurns();
      debate.complete(`r1.critique.${agent}`, rank(others));
    }
    debate.runPhase({ j1: judgement });
  });
  expect(report).toContain('## Ranking of the answers\n\n- **Cleo**: ranked above 100% of the other answers');
  expect(terminal).toContain('Ranking of the answers\n  - Cleo: ranked above 100% of the other answers');
});
