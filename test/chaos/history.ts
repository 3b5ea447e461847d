import { isDeepStrictEqual } from 'node:util';
import { type EventType, isTerminalEvent, type StoredEvent } from '../../app/debate/core/events.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';

/** Rules for every history, whatever process was killed while it was written. */
export type HistoryRule =
  | 'seq gap'
  | 'seq twice'
  | 'turn completed twice'
  | 'turn started after its end'
  | 'event after the last'
  | 'debate without an end'
  | 'chain broken'
  | 'viewer saw another history'
  | 'viewer missed the end';

export interface HistoryViolation {
  readonly rule: HistoryRule;
  readonly seq: number;
  readonly message: string;
}

/** The violations in the log of a debate that should have ended. */
export function checkLog(log: readonly StoredEvent[]): HistoryViolation[] {
  return [...checkOrder(log), ...checkTurns(log), ...checkEnd(log), ...checkChain(log)];
}

/** `seq` is contiguous from 1. */
function checkOrder(log: readonly StoredEvent[]): HistoryViolation[] {
  let previous = 0;
  return log.flatMap(({ seq, type }): HistoryViolation[] => {
    const expected = previous + 1;
    previous = Math.max(previous, seq);
    if (seq === expected) return [];
    const rule = seq < expected ? 'seq twice' : 'seq gap';
    return [{ rule, seq, message: `${type} has seq ${seq}, expected ${expected}` }];
  });
}

/** A turn is completed at most once and does not start again afterwards. */
function checkTurns(log: readonly StoredEvent[]): HistoryViolation[] {
  const ended = new Set<string>();
  return log.flatMap((event): HistoryViolation[] => {
    const { seq } = event;
    if (event.type === 'turn.started' && ended.has(event.data.turn))
      return [
        { rule: 'turn started after its end', seq, message: `${event.data.turn} was already completed` },
      ];
    if (event.type !== 'turn.completed') return [];
    const { turn, attempt } = event.data;
    if (ended.has(turn))
      return [{ rule: 'turn completed twice', seq, message: `${turn} again, by attempt ${attempt}` }];
    ended.add(turn);
    return [];
  });
}

/** Exactly the last event has a terminal type. */
function checkEnd(log: readonly StoredEvent[]): HistoryViolation[] {
  const end = log.findIndex(isTerminalEvent);
  const seq = log.at(-1)?.seq ?? 0;
  if (end < 0)
    return [
      { rule: 'debate without an end', seq, message: `the log ends after ${log.at(-1)?.type ?? 'nothing'}` },
    ];
  return log
    .slice(end + 1)
    .map((event) => ({ rule: 'event after the last', seq: event.seq, message: event.type }));
}

function checkChain(log: readonly StoredEvent[]): HistoryViolation[] {
  const seq = verifyHashChain(log);
  return seq === null ? [] : [{ rule: 'chain broken', seq, message: 'the hash does not match the event' }];
}

/** A viewer must see a prefix of the log, and the whole log once it is done. */
export function checkViewerHistory(
  seen: readonly StoredEvent[],
  log: readonly StoredEvent[],
  isDone: boolean,
): HistoryViolation[] {
  const firstDifference = seen.findIndex((event, index) => !isDeepStrictEqual(event, log[index]));
  const event = seen[firstDifference];
  if (event)
    return [
      {
        rule: 'viewer saw another history',
        seq: event.seq,
        message: `${event.type} at position ${firstDifference + 1}`,
      },
    ];
  if (!isDone || seen.length === log.length) return [];
  return [
    { rule: 'viewer missed the end', seq: seen.length, message: `${seen.length} events of ${log.length}` },
  ];
}

/** The number of attempts lost with their worker. */
export const lostAttempts = (log: readonly StoredEvent[]): number => countEvents(log, 'turn.superseded');

const countEvents = (log: readonly StoredEvent[], type: EventType): number =>
  log.filter((event) => event.type === type).length;
