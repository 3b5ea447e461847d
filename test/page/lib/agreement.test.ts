import { describe, expect, test } from 'vitest';
import type { Comparison, DebateSettings, Matrix } from '../../../app/debate/core/events.ts';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { buildRecord } from '../../../app/debate/record/decision-record.ts';
import { buildView } from '../../../app/debate/views/debate.ts';
import { buildAgreementTable, groupSymbol } from '../../../app/page/lib/agreement.ts';
import {
  createDebateDriver,
  critique,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const startDebate = (overrides: Partial<DebateSettings> = {}) => {
  const debate = createDebateDriver(settings(overrides));
  const table = () => buildAgreementTable(buildView('d1', toStoredEvents(debate.log).map(toEnvelope)));
  const groups = () => table().rows.map(({ cells }) => cells.map((cell) => cell?.group ?? null));
  const scores = () => table().rounds.map(({ score }) => score);
  const changes = () => table().rows.map(({ cells }) => cells.map((cell) => cell?.change?.because ?? null));
  const record = () => buildRecord(toStoredEvents(debate.log));
  return { ...debate, table, groups, scores, changes, record };
};

const critiqueExcept = (agent: string, peers: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(Object.entries(peers).filter(([peer]) => peer !== agent));

const blind = { a1: proposal('Split it.'), a2: proposal('Split it soon.'), a3: proposal('Keep it.') };

test('agents have no group and no score before the positions are compared', () => {
  const { runPhase, groups, scores } = startDebate();
  runPhase(blind);
  expect(groups()).toEqual([[null], [null], [null]]);
  expect(scores()).toEqual([null]);
});

test('two agents without disagreement share a group numbered by its first seat', () => {
  const { runPhase, groups } = startDebate();
  runPhase(blind);
  runPhase({
    a1: critique({ a2: true, a3: false }),
    a2: critique({ a1: true, a3: true }),
    a3: critique({ a1: false, a2: false }),
  });
  expect(groups()).toEqual([[0], [0], [2]]);
});

const alone = {
  a1: critique({ a2: false, a3: false }),
  a2: critique({ a1: false, a3: false }),
  a3: critique({ a1: false, a2: false }),
};
const apart = (agent: string) => critiqueExcept(agent, { a1: false, a2: false, a3: false });
const changedTo = { changed: true, changedBecause: 'E1 shows it.' };

test('agents with the same claim are together, whatever was said about their earlier positions', () => {
  const { runPhase, groups, scores } = startDebate();
  runPhase(blind);
  runPhase(alone);
  runPhase({
    a1: revision('Split it.', apart('a1')),
    a2: revision('Split it!', apart('a2'), changedTo),
    a3: revision('split it', apart('a3'), changedTo),
  });
  expect(groups()).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
  expect(scores()).toEqual([1 / 3, 1]);
});

test('an agent that changes its position joins the group of those that keep theirs', () => {
  const { runPhase, groups } = startDebate();
  runPhase(blind);
  runPhase(alone);
  runPhase({
    a1: revision('Split it.', apart('a1')),
    a2: revision('Keep it.', apart('a2'), changedTo),
    a3: revision('Keep it.', apart('a3')),
  });
  expect(groups()).toEqual([
    [0, 0],
    [1, 2],
    [2, 2],
  ]);
});

test('an agent that leaves a group does not keep its number', () => {
  const { runPhase, groups } = startDebate();
  runPhase(blind);
  const friends = { a1: true, a2: true, a3: false };
  runPhase({
    ...alone,
    a1: critique(critiqueExcept('a1', friends)),
    a2: critique(critiqueExcept('a2', friends)),
  });
  runPhase({
    a1: revision('Wait.', apart('a1'), changedTo),
    a2: revision('Split it soon.', apart('a2')),
    a3: revision('Keep it.', apart('a3')),
  });
  expect(groups()).toEqual([
    [0, 1],
    [0, 0],
    [2, 2],
  ]);
});

test('a closed question has a group for each option from the first round', () => {
  const { runPhase, groups } = startDebate({ options: ['yes', 'no', 'later'] });
  runPhase({ a1: proposal('Yes.', 'yes'), a2: proposal('Later.', 'later'), a3: proposal('Yes!', 'yes') });
  expect(groups()).toEqual([[0], [2], [0]]);
});

test('an agent that lost its revision is shown with the position it holds, which counts', () => {
  const { runPhase, startDueTurns, complete, fail, table, groups, scores } = startDebate();
  runPhase(blind);
  runPhase(alone);
  startDueTurns();
  complete('r1.revise.a1', revision('Keep it.', apart('a1'), changedTo));
  complete('r1.revise.a2', revision('Keep it.', apart('a2'), changedTo));
  fail('r1.revise.a3');
  startDueTurns();
  fail('r1.revise.a3', 2);
  expect(groups().map((cells) => cells[1])).toEqual([2, 2, 2]);
  expect(scores()).toEqual([1 / 3, 1]);
  expect(table().rows[2]?.cells[1]).toMatchObject({ turn: 'r0.propose.a3', isEarlier: true, change: null });
});

describe('a decided open question', () => {
  const matrix: Matrix = {
    consensus: [],
    contradictions: [],
    partialCoverage: [],
    uniqueInsights: [],
    blindSpots: [],
  };

  /** a2 rewords its claim and says that it changed; a3 moves to the others. The judge compares the last positions. */
  const decide = (comparison: Comparison) => {
    const debate = startDebate({ rounds: 1 });
    debate.runPhase(blind);
    debate.runPhase(alone);
    debate.runPhase({
      a1: revision('Split it.', apart('a1')),
      a2: revision('Split it next year.', apart('a2'), { changed: true, changedBecause: 'I reworded it.' }),
      a3: revision('Split the payments part.', apart('a3'), {
        changed: true,
        changedBecause: 'E2 shows it.',
      }),
    });
    debate.runPhase({ j1: { phase: 'decide', matrix, answer: 'Split it.', citations: [], comparison } });
    return debate;
  };
  const comparisons: readonly Comparison[] = [
    { groups: [['a1', 'a3'], ['a2']], adopts: ['a1'], rejects: [], moved: ['a3'] },
    { groups: [['a1', 'a2', 'a3']], adopts: ['a1', 'a2', 'a3'], rejects: [], moved: [] },
    { groups: [['a1'], ['a2'], ['a3']], adopts: ['a2'], rejects: [], moved: ['a2', 'a3'] },
    { groups: null, adopts: null, rejects: [], moved: null },
  ];

  test('is shown as the judge compared it', () => {
    const { groups, scores, changes } = decide(comparisons[0] ?? expect.unreachable());
    expect(groups()).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
    expect(scores()).toEqual([1 / 3, 2 / 3]);
    expect(changes()).toEqual([
      [null, null],
      [null, null],
      [null, 'E2 shows it.'],
    ]);
  });

  test.each(comparisons)('shows the scores, the groups and the changes of the record: %j', (comparison) => {
    const { record, table, scores } = decide(comparison);
    const { agreement, agreementByRound, flips } = record() ?? expect.unreachable();
    expect(scores()).toEqual(agreementByRound.map(({ score }) => score));
    expect(scores().at(-1)).toBe(agreement?.score);
    expect(table().rounds.at(-1)?.groups).toEqual(agreement?.groups);
    const changes = table().rows.flatMap(({ cells }) => cells.flatMap((cell) => cell?.change ?? []));
    expect(changes).toEqual(flips);
  });
});

test('an undecided debate shows the scores and the changes of its record', () => {
  const { runPhase, execute, record, scores, changes } = startDebate();
  runPhase(blind);
  runPhase(alone);
  runPhase({
    a1: revision('Split it.', apart('a1')),
    a2: revision('Keep it.', apart('a2'), changedTo),
    a3: revision('Keep it.', apart('a3')),
  });
  execute({ type: 'cancel', by: 'a person' });
  expect(scores()).toEqual(record()?.agreementByRound.map(({ score }) => score));
  expect(changes()).toEqual([
    [null, null],
    [null, 'E1 shows it.'],
    [null, null],
  ]);
});

test('every possible group has its own symbol', () => {
  expect(new Set(Array.from({ length: 12 }, (_, group) => groupSymbol(group))).size).toBe(12);
});
