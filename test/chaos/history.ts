import { isDeepStrictEqual } from 'node:util';
import { type EventType, isTerminalEvent, type StoredEvent } from '../../app/debate/core/events.ts';
import { verifyHashChain } from '../../app/store/hash-chain.ts';

/** What must hold of every history, whatever has been killed while it was written. */
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

/** What is wrong with a debate's log, which is one that should have ended. Empty: nothing. */
export function checkLog(log: readonly StoredEvent[]): HistoryViolation[] {
  return [...checkOrder(log), ...checkTurns(log), ...checkEnd(log), ...checkChain(log)];
}

/** Seqs count from 1, each once. */
function checkOrder(log: readonly StoredEvent[]): HistoryViolation[] {
  let previous = 0;
  return log.flatMap(({ seq, type }): HistoryViolation[] => {
    const expected = previous + 1;
    previous = Math.max(previous, seq);
    if (seq === expected) return [];
    const rule = seq < expected ? 'seq twice' : 'seq gap';
    return [{ rule, seq, message: `${type} has seq ${seq} where ${expected} was due` }];
  });
}

/** A turn ends once: it is completed at most once, and does not start again afterwards. */
function checkTurns(log: readonly StoredEvent[]): HistoryViolation[] {
  const ended = new Set<string>();
  return log.flatMap((event): HistoryViolation[] => {
    const { seq } = event;
    if (event.type === 'turn.started' && ended.has(event.data.turn))
      return [{ rule: 'turn started after its end', seq, message: `${event.data.turn} had been completed` }];
    if (event.type !== 'turn.completed') return [];
    const { turn, attempt } = event.data;
    if (ended.has(turn))
      return [{ rule: 'turn completed twice', seq, message: `${turn} again, by attempt ${attempt}` }];
    ended.add(turn);
    return [];
  });
}

/** The last event is of a last type, and no other one is. */
function checkEnd(log: readonly StoredEvent[]): HistoryViolation[] {
  const end = log.findIndex(isTerminalEvent);
  const seq = log.at(-1)?.seq ?? 0;
  if (end < 0)
    return [
      { rule: 'debate without an end', seq, message: `it stops after ${log.at(-1)?.type ?? 'nothing'}` },
    ];
  return log
    .slice(end + 1)
    .map((event) => ({ rule: 'event after the last', seq: event.seq, message: event.type }));
}

function checkChain(log: readonly StoredEvent[]): HistoryViolation[] {
  const seq = verifyHashChain(log);
  return seq === null ? [] : [{ rule: 'chain broken', seq, message: 'its hash is not that of what it says' }];
}

/** What a viewer got must be a prefix of the log, and the whole of it once the viewer is done. */
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
        message: `${event.type} at place ${firstDifference + 1}`,
      },
    ];
  if (!isDone || seen.length === log.length) return [];
  return [
    { rule: 'viewer missed the end', seq: seen.length, message: `${seen.length} events of ${log.length}` },
  ];
}

/** Attempts at turns that were lost with their worker. */
export const lostAttempts = (log: readonly StoredEvent[]): number => countEvents(log, 'turn.superseded');

const countEvents = (log: readonly StoredEvent[], type: EventType): number =>
  log.filter((event) => event.type === type).length;
