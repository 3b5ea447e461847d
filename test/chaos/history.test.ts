import { describe, expect, test } from 'vitest';
import type { DebateEvent, Stored } from '../../app/debate/events.ts';
import { chain, start, toStored } from '../../app/store/chain.ts';
import { cancelled, completed, created, note, started, superseded } from '../support/debate-events.ts';
import { breachesOf, type Rule, viewerBreaches } from './history.ts';

const at = '2026-11-02T09:00:00.000Z';

/** A log that is chained as a store would, whatever is in it. */
const logOf = (events: readonly DebateEvent[]): Stored[] =>
  chain(start, events, at).map((link) => toStored('d1', link));

const whole = [
  created,
  started('r0.propose.a1'),
  superseded('r0.propose.a1'),
  started('r0.propose.a1', 2),
  completed('r0.propose.a1', 2),
  note('Mind the cost.'),
  cancelled,
];
const log = logOf(whole);
const rules = (breaches: readonly { rule: Rule }[]): Rule[] => breaches.map(({ rule }) => rule);
const swapped = <T>(items: readonly T[], index: number): T[] =>
  items.flatMap((item, place) => {
    if (place === index) return items.slice(index, index + 2).reverse();
    return place === index + 1 ? [] : [item];
  });

test('a whole history passes, with a turn that was lost and run again', () => {
  expect(breachesOf(log)).toEqual([]);
  expect(viewerBreaches(log, log, true)).toEqual([]);
});

/** What logOf makes was written so, with hashes that fit; the others were changed afterwards. */
const corrupted: readonly { name: string; log: Stored[]; rules: Rule[] }[] = [
  { name: 'an event is missing', log: log.toSpliced(2, 1), rules: ['seq gap', 'chain broken'] },
  { name: 'the first event is missing', log: log.slice(1), rules: ['seq gap', 'chain broken'] },
  {
    name: 'an event stands there twice',
    log: log.toSpliced(3, 0, ...log.slice(2, 3)),
    rules: ['seq twice', 'chain broken'],
  },
  {
    name: 'two events are swapped',
    log: swapped(log, 1),
    rules: ['seq gap', 'seq twice', 'chain broken'],
  },
  {
    name: 'a turn was run twice, and both results count',
    log: logOf([...whole.slice(0, 5), completed('r0.propose.a1', 3), cancelled]),
    rules: ['turn completed twice'],
  },
  {
    name: 'a completed turn was lost and started again',
    log: logOf([...whole.slice(0, 5), started('r0.propose.a1', 3), cancelled]),
    rules: ['turn started after its end'],
  },
  {
    name: 'it goes on after its end',
    log: logOf([...whole, note('Too late.')]),
    rules: ['event after the last'],
  },
  { name: 'it ended twice', log: logOf([...whole, cancelled]), rules: ['event after the last'] },
  { name: 'it never ended', log: log.slice(0, -1), rules: ['debate without an end'] },
  { name: 'it is empty', log: [], rules: ['debate without an end'] },
  {
    name: 'a word was changed afterwards',
    log: log.map((event) => (event.type === 'note.added' ? { ...event, ...note('Never mind.') } : event)),
    rules: ['chain broken'],
  },
  {
    name: 'a time was changed afterwards',
    log: log.with(1, { ...(log[1] ?? never()), at: '2026-11-02T09:00:00.001Z' }),
    rules: ['chain broken'],
  },
];

function never(): never {
  throw new Error('the log is longer than that');
}

describe('the checker finds that', () => {
  test.each(corrupted)('$name', (history) => {
    expect(rules(breachesOf(history.log))).toEqual(history.rules);
  });
});

describe('of a viewer the checker finds that', () => {
  test.each([
    ['it missed an event in the middle', log.toSpliced(3, 1), 'viewer saw another history'],
    ['it got an event twice', log.toSpliced(3, 0, ...log.slice(2, 3)), 'viewer saw another history'],
    ['it got more than there is', [...log, ...log.slice(-1)], 'viewer saw another history'],
    [
      'it was told another thing',
      log.with(0, { ...(log[0] ?? never()), at: 'once' }),
      'viewer saw another history',
    ],
    ['it was not told the end', log.slice(0, -1), 'viewer missed the end'],
  ] as const)('%s', (_, seen, rule) => {
    expect(rules(viewerBreaches(seen, log, true))).toEqual([rule]);
  });

  test('who is still watching may have a part, but no other part than the first', () => {
    expect(viewerBreaches(log.slice(0, 4), log, false)).toEqual([]);
    expect(rules(viewerBreaches(log.slice(1, 4), log, false))).toEqual(['viewer saw another history']);
  });
});
