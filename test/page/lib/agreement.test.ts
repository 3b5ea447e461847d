import { expect, test } from 'vitest';
import type { DebateSettings } from '../../../app/debate/core/events.ts';
import { toEnvelope } from '../../../app/debate/core/frames.ts';
import { buildView } from '../../../app/debate/views/debate.ts';
import { agreementRows, groupSymbol } from '../../../app/page/lib/agreement.ts';
import {
  createDebateDriver,
  critique,
  proposal,
  revision,
  settings,
  toStoredEvents,
} from '../../support/debates/debate-driver.ts';

const startDebate = (changes: Partial<DebateSettings> = {}) => {
  const debate = createDebateDriver(settings(changes));
  const groups = () =>
    agreementRows(buildView('d1', toStoredEvents(debate.log).map(toEnvelope))).map(({ cells }) =>
      cells.map((cell) => cell?.group ?? null),
    );
  return { ...debate, camps: groups };
};

const critiqueExcept = (agent: string, peers: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(Object.entries(peers).filter(([peer]) => peer !== agent));

const blind = { a1: proposal('Split it.'), a2: proposal('Split it soon.'), a3: proposal('Keep it.') };

test('nobody is of a camp before the positions have been compared', () => {
  const { runPhase, camps } = startDebate();
  runPhase(blind);
  expect(camps()).toEqual([[null], [null], [null]]);
});

test('two of whom neither disagrees with the other are of one camp, numbered by its first seat', () => {
  const { runPhase, camps } = startDebate();
  runPhase(blind);
  runPhase({
    a1: critique({ a2: true, a3: false }),
    a2: critique({ a1: true, a3: true }),
    a3: critique({ a1: false, a2: false }),
  });
  expect(camps()).toEqual([[0], [0], [2]]);
});

test('the last round is compared by its own revisions, until a critique has come', () => {
  const { runPhase, camps } = startDebate();
  runPhase(blind);
  runPhase({
    a1: critique({ a2: true, a3: false }),
    a2: critique({ a1: true, a3: false }),
    a3: critique({ a1: false, a2: false }),
  });
  const changed = { changed: true, changedBecause: 'E1 shows it.' };
  runPhase({
    a1: revision('Split it.', { a2: true, a3: true }),
    a2: revision('Split it soon.', { a1: true, a3: false }),
    a3: revision('Split it.', { a1: true, a2: false }, changed),
  });
  expect(camps()).toEqual([
    [0, 0],
    [0, 0],
    [2, 0],
  ]);
});

test('who changes their position goes over to the camp of those who hold on to theirs', () => {
  const { runPhase, camps } = startDebate();
  runPhase(blind);
  const alone = { a1: false, a2: false, a3: false };
  runPhase({
    a1: critique(critiqueExcept('a1', alone)),
    a2: critique(critiqueExcept('a2', alone)),
    a3: critique(critiqueExcept('a3', alone)),
  });
  runPhase({
    a1: revision('Split it.', { a2: false, a3: false }),
    a2: revision('Keep it.', { a1: false, a3: true }, { changed: true, changedBecause: 'E1 shows it.' }),
    a3: revision('Keep it.', { a1: false, a2: true }),
  });
  expect(camps()).toEqual([
    [0, 0],
    [1, 2],
    [2, 2],
  ]);
});

test('a closed question has a camp for each of its options, from the first round on', () => {
  const { runPhase, camps } = startDebate({ options: ['yes', 'no', 'later'] });
  runPhase({ a1: proposal('Yes.', 'yes'), a2: proposal('Later.', 'later'), a3: proposal('Yes!', 'yes') });
  expect(camps()).toEqual([[0], [2], [0]]);
});

test('who leaves a camp does not take its colour along', () => {
  const { runPhase, camps } = startDebate();
  runPhase(blind);
  const friends = { a1: true, a2: true, a3: false };
  runPhase({
    a1: critique(critiqueExcept('a1', friends)),
    a2: critique(critiqueExcept('a2', friends)),
    a3: critique({ a1: false, a2: false }),
  });
  runPhase({
    a1: revision('Wait.', { a2: false, a3: false }, { changed: true, changedBecause: 'E1 shows it.' }),
    a2: revision('Split it soon.', { a1: false, a3: false }),
    a3: revision('Keep it.', { a1: false, a2: false }),
  });
  expect(camps()).toEqual([
    [0, 1],
    [0, 0],
    [2, 2],
  ]);
});

test('a change of position carries its reason', () => {
  const { runPhase, log } = startDebate({ options: ['yes', 'no'] });
  runPhase({ a1: proposal('Yes.', 'yes'), a2: proposal('No.', 'no'), a3: proposal('No.', 'no') });
  const of = (agent: string) => critiqueExcept(agent, { a1: true, a2: true, a3: true });
  runPhase({ a1: critique(of('a1')), a2: critique(of('a2')), a3: critique(of('a3')) });
  const no = { choice: 'no', changed: true, changedBecause: 'E2 says so.' };
  runPhase({
    a1: revision('No.', of('a1'), no),
    a2: revision('No.', of('a2'), { choice: 'no' }),
    a3: revision('No.', of('a3'), { choice: 'no' }),
  });
  const [first, second] = agreementRows(buildView('d1', toStoredEvents(log).map(toEnvelope)));
  expect(first?.cells.map((cell) => cell?.changedBecause)).toEqual([null, 'E2 says so.']);
  expect(second?.cells.map((cell) => cell?.changedBecause)).toEqual([null, null]);
});

test('every camp that there can be has a sign of its own', () => {
  expect(new Set(Array.from({ length: 12 }, (_, camp) => groupSymbol(camp))).size).toBe(12);
});
