import { describe, expect, test } from 'vitest';
import type { DebateEvent, StoredEvent } from '../../app/debate/core/events.ts';
import { emptyLogHead, linkEvents, toStoredEvent } from '../../app/store/hash-chain.ts';
import {
  debateCancelled,
  debateCreated,
  noteAdded,
  turnCompleted,
  turnStarted,
  turnSuperseded,
} from '../support/debates/events.ts';
import { checkLog, checkViewerHistory, type HistoryRule } from './history.ts';

const at = '2026-11-02T09:00:00.000Z';

/** Builds a log with valid hashes from any events. */
const logOf = (events: readonly DebateEvent[]): StoredEvent[] =>
  linkEvents(emptyLogHead, events, at).map((link) => toStoredEvent('d1', link));

const validEvents = [
  debateCreated,
  turnStarted('r0.propose.a1'),
  turnSuperseded('r0.propose.a1'),
  turnStarted('r0.propose.a1', 2),
  turnCompleted('r0.propose.a1', 2),
  noteAdded('Mind the cost.'),
  debateCancelled,
];
const log = logOf(validEvents);
const rules = (violations: readonly { rule: HistoryRule }[]): HistoryRule[] =>
  violations.map(({ rule }) => rule);
const swapped = <T>(items: readonly T[], index: number): T[] =>
  items.flatMap((item, place) => {
    if (place === index) return items.slice(index, index + 2).reverse();
    return place === index + 1 ? [] : [item];
  });

test('a complete history with a turn that was run again has no violations', () => {
  expect(checkLog(log)).toEqual([]);
  expect(checkViewerHistory(log, log, true)).toEqual([]);
});

/** Logs from logOf have valid hashes; the others were changed afterwards. */
const corrupted: readonly { name: string; log: StoredEvent[]; rules: HistoryRule[] }[] = [
  { name: 'an event is missing', log: log.toSpliced(2, 1), rules: ['seq gap', 'chain broken'] },
  { name: 'the first event is missing', log: log.slice(1), rules: ['seq gap', 'chain broken'] },
  {
    name: 'an event is duplicated',
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
    log: logOf([...validEvents.slice(0, 5), turnCompleted('r0.propose.a1', 3), debateCancelled]),
    rules: ['turn completed twice'],
  },
  {
    name: 'a completed turn was lost and started again',
    log: logOf([...validEvents.slice(0, 5), turnStarted('r0.propose.a1', 3), debateCancelled]),
    rules: ['turn started after its end'],
  },
  {
    name: 'the log continues after its end',
    log: logOf([...validEvents, noteAdded('Too late.')]),
    rules: ['event after the last'],
  },
  {
    name: 'the log ends twice',
    log: logOf([...validEvents, debateCancelled]),
    rules: ['event after the last'],
  },
  { name: 'the log has no end', log: log.slice(0, -1), rules: ['debate without an end'] },
  { name: 'the log is empty', log: [], rules: ['debate without an end'] },
  {
    name: 'a word was changed afterwards',
    log: log.map((event) =>
      event.type === 'note.added' ? { ...event, ...noteAdded('Never mind.') } : event,
    ),
    rules: ['chain broken'],
  },
  {
    name: 'a time was changed afterwards',
    log: log.with(1, { ...(log[1] ?? never()), at: '2026-11-02T09:00:00.001Z' }),
    rules: ['chain broken'],
  },
];

function never(): never {
  throw new Error('the log is too short');
}

describe('the history check finds that', () => {
  test.each(corrupted)('$name', (history) => {
    expect(rules(checkLog(history.log))).toEqual(history.rules);
  });
});

describe('the viewer check finds that', () => {
  test.each([
    ['a viewer missed an event in the middle', log.toSpliced(3, 1), 'viewer saw another history'],
    ['a viewer got an event twice', log.toSpliced(3, 0, ...log.slice(2, 3)), 'viewer saw another history'],
    ['a viewer got an event beyond the end', [...log, ...log.slice(-1)], 'viewer saw another history'],
    [
      'a viewer got another event',
      log.with(0, { ...(log[0] ?? never()), at: 'once' }),
      'viewer saw another history',
    ],
    ['a viewer did not get the end', log.slice(0, -1), 'viewer missed the end'],
  ] as const)('%s', (_, seen, rule) => {
    expect(rules(checkViewerHistory(seen, log, true))).toEqual([rule]);
  });

  test('a viewer that is still watching may have only the first part of the log', () => {
    expect(checkViewerHistory(log.slice(0, 4), log, false)).toEqual([]);
    expect(rules(checkViewerHistory(log.slice(1, 4), log, false))).toEqual(['viewer saw another history']);
  });
});
