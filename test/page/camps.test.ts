import { expect, test } from 'vitest';
import type { Settings } from '../../app/debate/events.ts';
import { envelope } from '../../app/debate/frames.ts';
import { viewOf } from '../../app/debate/view.ts';
import { campSign, rowsOf } from '../../app/page/camps.ts';
import { critique, given, propose, revise, settings, stored } from '../support/debate.ts';

const course = (changes: Partial<Settings> = {}) => {
  const debate = given(settings(changes));
  const camps = () =>
    rowsOf(viewOf('d1', stored(debate.log).map(envelope))).map(({ cells }) =>
      cells.map((cell) => cell?.camp ?? null),
    );
  return { ...debate, camps };
};

const without = (agent: string, peers: Readonly<Record<string, boolean>>) =>
  Object.fromEntries(Object.entries(peers).filter(([peer]) => peer !== agent));

const blind = { a1: propose('Split it.'), a2: propose('Split it soon.'), a3: propose('Keep it.') };

test('nobody is of a camp before the positions have been compared', () => {
  const { speak, camps } = course();
  speak(blind);
  expect(camps()).toEqual([[null], [null], [null]]);
});

test('two of whom neither disagrees with the other are of one camp, numbered by its first seat', () => {
  const { speak, camps } = course();
  speak(blind);
  speak({
    a1: critique({ a2: true, a3: false }),
    a2: critique({ a1: true, a3: true }),
    a3: critique({ a1: false, a2: false }),
  });
  expect(camps()).toEqual([[0], [0], [2]]);
});

test('the last round is compared by its own revisions, until a critique has come', () => {
  const { speak, camps } = course();
  speak(blind);
  speak({
    a1: critique({ a2: true, a3: false }),
    a2: critique({ a1: true, a3: false }),
    a3: critique({ a1: false, a2: false }),
  });
  const changed = { changed: true, changedBecause: 'E1 shows it.' };
  speak({
    a1: revise('Split it.', { a2: true, a3: true }),
    a2: revise('Split it soon.', { a1: true, a3: false }),
    a3: revise('Split it.', { a1: true, a2: false }, changed),
  });
  expect(camps()).toEqual([
    [0, 0],
    [0, 0],
    [2, 0],
  ]);
});

test('who changes their position goes over to the camp of those who hold on to theirs', () => {
  const { speak, camps } = course();
  speak(blind);
  const alone = { a1: false, a2: false, a3: false };
  speak({
    a1: critique(without('a1', alone)),
    a2: critique(without('a2', alone)),
    a3: critique(without('a3', alone)),
  });
  speak({
    a1: revise('Split it.', { a2: false, a3: false }),
    a2: revise('Keep it.', { a1: false, a3: true }, { changed: true, changedBecause: 'E1 shows it.' }),
    a3: revise('Keep it.', { a1: false, a2: true }),
  });
  expect(camps()).toEqual([
    [0, 0],
    [1, 2],
    [2, 2],
  ]);
});

test('a closed question has a camp for each of its options, from the first round on', () => {
  const { speak, camps } = course({ options: ['yes', 'no', 'later'] });
  speak({ a1: propose('Yes.', 'yes'), a2: propose('Later.', 'later'), a3: propose('Yes!', 'yes') });
  expect(camps()).toEqual([[0], [2], [0]]);
});

test('who leaves a camp does not take its colour along', () => {
  const { speak, camps } = course();
  speak(blind);
  const friends = { a1: true, a2: true, a3: false };
  speak({
    a1: critique(without('a1', friends)),
    a2: critique(without('a2', friends)),
    a3: critique({ a1: false, a2: false }),
  });
  speak({
    a1: revise('Wait.', { a2: false, a3: false }, { changed: true, changedBecause: 'E1 shows it.' }),
    a2: revise('Split it soon.', { a1: false, a3: false }),
    a3: revise('Keep it.', { a1: false, a2: false }),
  });
  expect(camps()).toEqual([
    [0, 1],
    [0, 0],
    [2, 2],
  ]);
});

test('a change of position carries its reason', () => {
  const { speak, log } = course({ options: ['yes', 'no'] });
  speak({ a1: propose('Yes.', 'yes'), a2: propose('No.', 'no'), a3: propose('No.', 'no') });
  const of = (agent: string) => without(agent, { a1: true, a2: true, a3: true });
  speak({ a1: critique(of('a1')), a2: critique(of('a2')), a3: critique(of('a3')) });
  const no = { choice: 'no', changed: true, changedBecause: 'E2 says so.' };
  speak({
    a1: revise('No.', of('a1'), no),
    a2: revise('No.', of('a2'), { choice: 'no' }),
    a3: revise('No.', of('a3'), { choice: 'no' }),
  });
  const [first, second] = rowsOf(viewOf('d1', stored(log).map(envelope)));
  expect(first?.cells.map((cell) => cell?.changedBecause)).toEqual([null, 'E2 says so.']);
  expect(second?.cells.map((cell) => cell?.changedBecause)).toEqual([null, null]);
});

test('every camp that there can be has a sign of its own', () => {
  expect(new Set(Array.from({ length: 12 }, (_, camp) => campSign(camp))).size).toBe(12);
});
